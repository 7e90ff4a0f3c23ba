"""Moving house: reviews, points, customers and consent come in from the CSV files of other apps and go out again in
the same forms. `reading` knows files, `formats` what each app calls its columns, `reviews` and `people` what
becomes of a line; `run` puts them together, `undo` takes a run back, `writing` makes files."""
