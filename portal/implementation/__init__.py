"""What is done after approval: who sees a published post through, how far it is, and where else it was taken up."""
