"""The development store: a small separate program that plays Shopify on localhost, so that the app can be
installed, opened, fed and watched without an account and without a network. It imports nothing of the app.

Where things are, from the bottom up:

`shop`        who the shop is: name, zone, currency, id
`settings`    where it runs; `app_config` reads the app's `app.toml`
`database`    SQLite through SQLAlchemy
`model/`      its tables, one noun a file
`clock`       the store's own time: the wall clock plus an offset kept in the database
`act`         something happening: a transaction, a time, an event id, and `tell(topic, body)`
`doings/`     what can happen: place an order, fulfil, deliver, refund, cancel, ask for a return, say yes or no
              to marketing, tell a birthday, try a code … Buttons of pages and the control API call only these
`bodies/`     webhook bodies as Shopify writes them
`webhooks/`   which topics the app asked for, signing, the queue with its retries, duplicates and shuffling
`oauth/`      installing and uninstalling, id tokens, access and refresh tokens
`admin_api/`  Admin GraphQL: `schema.graphql`, what answers it, scopes, cost and throttling
`provider/`   the mail server and the SMS endpoint that the app sends through; mailbox and phone of everybody
`proxy`       signs what the storefront sends to the app through the app proxy
`moving`      moves the clock in steps of an hour and takes the app along
`pictures`    pictures of products, drawn as SVG
`seed/`       catalogue, people and two years of orders, the same for the same seed
`past`        the history as JSON lines
`store`       `Store`: all of it wired together; `running` starts and stops the threads
`web/`        Flask: doors for the app (`tokens`, `graphql`, `provider`, `proxy`), the control API (`control/`)
`pages/`      pages for people, with `templates/` and `static/`
"""
