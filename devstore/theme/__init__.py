"""The shop's theme as far as apps have a part in it: the blocks of the app's theme extension, which the merchant puts
on the shop's pages in the theme editor, and which are gone with the app."""
