"""What a test process works out once: each test makes its own application and its own engines, all of them alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class CompiledTemplates(BytecodeCache):
    """Templates, all made from the same files."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self.kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


class CompiledRule(Rule):
    """An address: compiling them takes most of the time of making an application."""

    kept: ClassVar[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, self.host, self.subdomain, repr(self.defaults), append_unknown)
        if key not in self.kept:
            self.kept[key] = super()._compile_builder(append_unknown)
        return self.kept[key]


class OneOfAKind:
    """SQLAlchemy keeps the text of a statement for one dialect object, and each engine has one of its own. Those of a
    kind are set up alike here, so that what one of them compiled serves the engines of all tests."""

    statements: ClassVar[LRUCache[Any, Any]] = LRUCache(5000)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=cls.statements)


class OneSQLite(OneOfAKind, SQLiteDialect_pysqlite):
    supports_statement_cache = True


class OnePostgreSQL(OneOfAKind, PGDialect_psycopg):
    supports_statement_cache = True


def keep_what_is_worked_out() -> None:
    """From now on, for the whole process."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
    Flask.url_rule_class = CompiledRule
    for name, dialect in (("sqlite", OneSQLite), ("postgresql", OnePostgreSQL)):
        registry.register(name, __name__, dialect.__name__)
