"""The provider's side: whatever the app sends arrives here, in the mailbox or on the phone of whoever it is for."""
