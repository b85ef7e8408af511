"""The blueprint of the room."""

from flask import Blueprint

pages = Blueprint("leadership", __name__)
