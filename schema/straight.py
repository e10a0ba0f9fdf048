"""Straight through: an operation whose root fields are all projections is answered by its plans, without graphql-core.

A document gets in once it was parsed and validated; from then on its text is the key. A plan serves all variables of one
shape (`cypher.projection.symbolic`). What is odd in any way (a variable of another type, a cursor of another list, a value
that the schema does not allow) is left to the ordinary way, which says what is wrong in its words.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, cast

import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLNonNull,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    get_variable_values,
)
from graphql.execution.values import VariableValues

from cypher import identity
from cypher.errors import Invalid
from cypher.graph import Graph
from cypher.identity import InvalidId
from cypher.model import Model
from cypher.page import MOST_FIRST, InvalidPage
from cypher.projection import (
    Bound,
    Field,
    Plan,
    Selection,
    Unrepresentable,
    Walked,
    bound,
    connection,
    nodes,
    symbolic,
    walked,
)
from cypher.visibility import Principal
from loaders import projected
from loaders.walked import Walking, walk
from schema.bounded import Bounded
from schema.limits import Limits
from schema.measure import Measure, measure
from schema.read import Form, Reading, core, readings, walking
from schema.rule import Needs, Rules, refused
from schema.selection import Collector

_OPERATIONS = 1_000
_DOCUMENT_LENGTH = 4 << 20
_PLANS = 1_000
_STATEMENT_LENGTH = 16 << 20


@dataclass(frozen=True, eq=False, slots=True)
class Known:
    """A query that was parsed and validated."""

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    measured: Measure
    needs: Needs

    @property
    def name(self) -> str | None:
        """What the operation is called."""
        return None if self.operation.name is None else self.operation.name.value


@dataclass(frozen=True, slots=True)
class Root:
    """A root field: how it is read, and where it stands for errors."""

    field: Field
    nodes: list[FieldNode]
    nullable: bool
    reading: Reading
    plans: dict[str, Plan | Walked]
    """By type: of a page there is one, of nodes those that were asked for so far."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """An operation for one shape of variables; without `roots` it goes the ordinary way."""

    template: Mapping[str, Any]
    """The response, None where roots come."""
    roots: tuple[Root, ...] = ()

    @property
    def weight(self) -> int:
        """The length of its statements."""
        return sum(len(plan.text) for root in self.roots for plan in root.plans.values())


@dataclass(frozen=True, slots=True)
class _Page:
    plan: Bound

    async def read(self, graph: Graph, principal: Principal) -> Any:
        return await projected.page(graph, self.plan, principal)


@dataclass(frozen=True, slots=True)
class _Nodes:
    ids: list[str]
    plans: list[tuple[Bound, list[str]]]

    async def read(self, graph: Graph, principal: Principal) -> list[Any]:
        reads = [projected.rows(graph, plan, principal, ids) for plan, ids in self.plans]
        found: dict[str, Any] = {}
        for rows in [await reads[0]] if len(reads) == 1 else await asyncio.gather(*reads):
            found |= rows
        return [found.get(each) for each in self.ids]


@dataclass(frozen=True, slots=True)
class _Node:
    nodes: _Nodes

    async def read(self, graph: Graph, principal: Principal) -> Any:
        return (await self.nodes.read(graph, principal))[0]


@dataclass(frozen=True, slots=True)
class _Walk:
    asked: Walked
    plan: Bound
    walking: Walking

    async def read(self, graph: Graph, principal: Principal) -> Any:
        return await walk(graph, self.asked, self.plan, principal, self.walking)


_Read = _Page | _Nodes | _Node | _Walk


@dataclass(frozen=True, slots=True)
class Ready:
    """An operation with its values bound."""

    known: Known
    compiled: Compiled
    reads: list[_Read]
    cost: int

    async def answer(self, graph: Graph, principal: Principal) -> tuple[dict[str, Any] | None, list[GraphQLError]]:
        """Data and errors, as graphql-core would give them; raises `Unrepresentable` for a value that it would refuse."""
        if refused(principal, self.known.needs) is not None:  # the ordinary way refuses them in its words
            raise Unrepresentable("what is asked for")
        attempts = [_attempt(read.read(graph, principal)) for read in self.reads]
        values = [await attempts[0]] if len(attempts) == 1 else await asyncio.gather(*attempts)
        data, errors, whole = dict(self.compiled.template), list[GraphQLError](), True
        for root, value in zip(self.compiled.roots, values, strict=True):
            if isinstance(value, Exception):
                errors.append(GraphQLError(str(value), root.nodes, path=[root.field.key], original_error=value))
                whole = whole and root.nullable
            else:
                data[root.field.key] = value
        return data if whole else None, errors


async def _attempt(read: Coroutine[Any, Any, Any]) -> Any:
    """What is read, or why it cannot be: one root field may fail alone."""
    try:
        return await read
    except Unrepresentable:
        raise
    except Exception as error:  # noqa: BLE001 - it becomes an error of the field, as in graphql-core, masked where unforeseen
        return error


class Straight:
    """The operations that are known, and their plans."""

    def __init__(self, schema: strawberry.Schema, model: Model, limits: Limits) -> None:
        """Begin knowing nothing; `limits` hold on every request."""
        self.limits = limits
        self._schema = core(schema)
        self.rules = Rules(self._schema)
        self._query = cast("GraphQLObjectType", self._schema.query_type)
        self._model = model
        self._readings = readings(schema.query)
        self.operations: Bounded[tuple[str, str | None], Known] = Bounded(most=_OPERATIONS, weight=_DOCUMENT_LENGTH)
        self.plans: Bounded[tuple[Known, Any], Compiled] = Bounded(most=_PLANS, weight=_STATEMENT_LENGTH)

    def admit(self, text: str, name: str | None, document: DocumentNode) -> None:
        """Remember a valid document's operation of this name; only queries are of use."""
        operation = get_operation_ast(document, name)
        measured = measure(self._schema, document, name)
        if operation is None or measured is None or operation.operation is not OperationType.QUERY:
            return
        fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
        known = Known(operation, fragments, measured, self.rules.needs(document, name))
        self.operations.put((text, name), known, len(text))

    def ready(self, text: str, name: str | None, variables: Mapping[str, Any]) -> Ready | None:
        """The operation with its values bound; None for what goes the ordinary way."""
        known = self.operations.get((text, name))
        if known is None:
            return None
        try:
            cost = self.limits.check(known.measured, variables)
            values = self._coerced(known, variables)
            kept, shape = symbolic(values)
            key = known, shape
            compiled = self.plans.get(key)
            if compiled is None:
                compiled = self._compiled(known, kept)
                self.plans.put(key, compiled, compiled.weight)
            if not compiled.roots:
                return None
            before = compiled.weight
            reads = [self._bound(root, values) for root in compiled.roots]
        except (Invalid, InvalidId, InvalidPage, GraphQLError, Unrepresentable):
            return None
        if compiled.weight > before:  # plans of other types came to it
            self.plans.put(key, compiled, compiled.weight)
        return Ready(known, compiled, reads, cost)

    def _coerced(self, known: Known, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        definitions = known.operation.variable_definitions
        if not definitions:
            return {}
        coerced = get_variable_values(self._schema, definitions, dict(variables), max_errors=1)
        if isinstance(coerced, VariableValues):
            return coerced.coerced
        raise coerced[0]

    def _compiled(self, known: Known, values: Mapping[str, Any]) -> Compiled:
        """Compile for variables of this shape, slots where values will be."""
        collector = Collector(self._schema, known.fragments, VariableValues({}, dict(values)))
        template: dict[str, Any] = {}
        roots: list[Root] = []
        for key, same in collector.collect(self._query, [known.operation.selection_set]).items():
            name = same[0].name.value
            template[key] = self._query.name if name == "__typename" else None
            if name == "__typename":
                continue
            reading = self._readings.get(name)
            if reading is None:
                return Compiled({})
            field = collector.field(self._query, key, same)
            assert field.selection is not None
            root = Root(field, same, not isinstance(self._query.fields[name].type, GraphQLNonNull), reading, {})
            if reading.type_name is not None and not self._plan(root, reading.type_name).whole:
                return Compiled({})
            roots.append(root)
        return Compiled(template, tuple(roots))

    def _plan(self, root: Root, type_name: str) -> Plan | Walked:
        plan = root.plans.get(type_name)
        if plan is None:
            selection = cast("Selection", root.field.selection)
            match root.reading.form:
                case Form.PAGE:
                    plan = connection(self._model, type_name, root.field.arguments, selection, straight=True)
                case Form.UPSTREAM | Form.DOWNSTREAM:
                    plan = walked(self._model, selection, straight=True)
                case Form.NODE | Form.NODES:
                    plan = nodes(self._model, type_name, selection, straight=True)
            root.plans[type_name] = plan
        return plan

    def _bound(self, root: Root, variables: Mapping[str, Any]) -> _Read:
        arguments = root.field.arguments
        match root.reading:
            case Reading(Form.PAGE, str() as type_name):
                return _Page(self._plan(root, type_name).bind(variables))
            case Reading(Form.UPSTREAM | Form.DOWNSTREAM, str() as type_name):
                given = {name: bound(value, variables) for name, value in arguments.items()}
                asked = cast("Walked", self._plan(root, type_name))
                return _Walk(asked, asked.bind(variables), walking(root.reading, given))
            case Reading(Form.NODE, type_name):
                identifier = bound(arguments["id"], variables)
                if type_name is not None:
                    identity.expect(identifier, type_name)
                return _Node(self._several(root, [identifier], variables))
            case _:
                ids = bound(arguments["ids"], variables)
                if len(ids) > MOST_FIRST:
                    raise InvalidPage("too many")
                return self._several(root, ids, variables)

    def _several(self, root: Root, ids: list[str], variables: Mapping[str, Any]) -> _Nodes:
        """Nodes of any types: one statement a type."""
        by_type: dict[str, dict[str, None]] = {}
        for identifier in ids:
            by_type.setdefault(identity.type_of(identifier), {})[identifier] = None
        plans: list[tuple[Bound, list[str]]] = []
        for type_name, wanted in by_type.items():
            if type_name not in self._model.nodes or not (plan := self._plan(root, type_name)).whole:
                raise Unrepresentable(type_name)
            plans.append((plan.bind(variables), list(wanted)))
        return _Nodes(ids, plans)
