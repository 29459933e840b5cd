"""Reading what offices really have: a file, its table, its rows. Nothing here touches the database."""
