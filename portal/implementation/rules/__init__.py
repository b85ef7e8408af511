"""Who sees what through, when they are asked where it stands, and what is entered in the ledger of adoption. Pure."""
