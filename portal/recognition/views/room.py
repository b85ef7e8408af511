"""The blueprint of the room."""

from flask import Blueprint

pages = Blueprint("recognition", __name__)
