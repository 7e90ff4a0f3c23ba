"""What a merchant sees and does, as plain functions: figures with the rows behind them, and actions."""
