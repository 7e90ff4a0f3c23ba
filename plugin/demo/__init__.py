"""`encore demo`: Encore and the development store, two programs that speak HTTP and SMTP with each other. Here are
the store's process (`process`), what we ask of it (`store`), an Encore that is installed in it (`build`), whose clock
it moves (`world`), and the promised scenes (`check`, `play`, `scenes`, `reviews`, `birthdays`)."""
