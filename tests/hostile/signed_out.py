"""Who is not signed in, in the permission matrix: what is for everybody, and what of the library visitors read."""

IN, SIGN_IN, NO, HIDDEN, REFUSED = "in", "sign in", "403", "404", "refused"

PUBLIC = {
    "home.accessibility", "home.alive", "home.help_page", "home.privacy", "home.ready", "interface.openapi",
    "library.embedded", "harvest.oai", "home.ask_for_access",
    "library.robots", "people.choose_password", "people.forgotten", "people.sign_in", "people.sign_out",
    "authorisation.outside_open", "authorisation.outside_code", "authorisation.outside_confirm",
    "authorisation.outside_decide", "authorisation.outside_file",
}  # fmt: skip
# Not there outside the demonstration; and behind a link that is mailed.
FOR_NOBODY = {"home.mail_sent", "following.stop_by_mail", "stopping.stop_mail"}
FOR_VISITORS = {
    "library.search", "library.item", "library.printed", "library.sitemap", "feeds.library", "feeds.library_json",
    "library_api.search", "library_api.item", "insight.openly", "insight.extract",
}  # fmt: skip
FOR_THE_PUBLIC = {"", "for_public"}


def answer_signed_out(role: str, endpoint: str, method: str, thing: str) -> str:
    """The word for somebody without a session, or with a token that ended with their time here."""
    ended = role == "leaver" and endpoint.startswith("library_api.")
    if method != "GET" or endpoint not in FOR_VISITORS or ended:
        return SIGN_IN
    return IN if thing in FOR_THE_PUBLIC else HIDDEN
