"""What can happen in the shop. Each function changes rows and tells webhooks through the Act it is given; it raises
`act.Refused` with a sentence when it cannot be done."""
