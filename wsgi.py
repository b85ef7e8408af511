"""What a WSGI server loads: ``gunicorn wsgi``."""

from portal.app import create_wsgi

application = create_wsgi()
