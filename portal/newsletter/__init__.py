"""What came of it, once a month: drafted from what happened, edited by somebody, read by each as far as they may."""
