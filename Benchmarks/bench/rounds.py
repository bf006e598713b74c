"""The works: in each round every server has its turn, in an order that rotates by one."""

import contextlib
import os
from dataclasses import dataclass
from statistics import fmean

from bench import exchange, load, sites
from bench.figures import summary
from bench.processes import busy_time, cpu_time, ended_children_time
from bench.servers import FRONT, Running
from bench.works import Work

# The share of the cores that other programs may use. Beyond it a turn is repeated.
DISTURBED = 0.05


@dataclass(frozen=True)
class Turn:
    work: Work
    running: Running
    # All processes of the turn, including HAProxy in front.
    processes: tuple[int, ...]
    # The port of the server, or of HAProxy in front of it.
    port: int
    fields: dict[str, str]
    load_cores: frozenset[int]


def measured(works, servers, context):
    """The figures of each server, by work and server. The works have their turns in the same rounds."""
    with contextlib.ExitStack() as stack:
        turns = [
            _prepared(work, server, context, stack) for work in works for server in servers if work.includes(server)
        ]
        rounds = {work.name: {} for work in works}
        for number in range(context.rounds):
            first = number % len(turns)
            for turn in turns[first:] + turns[:first]:
                figure = _calm_figure(turn, context)
                rounds[turn.work.name].setdefault(turn.running.server.name, []).append(figure)
                context.progress(turn.work, turn.running.server, figure)
    return {
        work: {name: _collected(figures) for name, figures in by_server.items()} for work, by_server in rounds.items()
    }


def _prepared(work, server, context, stack):
    """Starts the server, and checks its answer."""
    site = context.site(work.site)
    server_cores, load_cores = _cores(work, context)
    running = stack.enter_context(Running(
        server, context.places, site, server_cores, work.workers, logged=work.logged, proxy_protocol=work.proxy_protocol,
    ))
    running.connected().close()
    port, processes = running.port, (running.id,)
    if work.behind_haproxy:
        front = stack.enter_context(Running(FRONT, context.places, site, load_cores, behind=port))
        front.connected().close()
        port, processes = front.port, (running.id, front.id)
    fields = [
        exchange.verified_fields(running, port, request, site, work.proxy_protocol) for request in work.requests
    ]
    return Turn(work, running, processes, port, fields[0], load_cores)


def _cores(work, context):
    """The cores of the server and of the load: one for each, or the same for both, as many as workers."""
    if not work.shared_threads:
        return context.cores.server, context.cores.load
    shared = context.cores.server | context.cores.load if work.workers > 1 else context.cores.server
    return shared, shared


def _calm_figure(turn, context):
    """Repeats a turn that other programs disturbed. The less disturbed of the two counts."""
    figure = _figure(turn, context)
    if figure["others"] > DISTURBED:
        figure = min(figure, _figure(turn, context), key=lambda figure: figure["others"])
    return figure


def _figure(turn, context):
    turn.running.empty_access_log()
    others = _used_by_others(turn)
    before = cpu_time(turn.running.id)
    told = load.run(context.places, turn.work, turn.port, turn.fields, context.seconds, turn.load_cores)
    used = cpu_time(turn.running.id) - before
    others = _used_by_others(turn) - others
    turn.running.check_quiet()
    if turn.work.logged:
        turn.running.check_access_log(told.requests)
    # The sent part of an incomplete film counts.
    count = told.bytes / sites.FILM_SIZE if turn.work.by_size else told.requests
    return {
        "cpu": used.total / count * 1e6,
        "user_share": used.user / used.total,
        "throughput": count / told.seconds,
        "busy": used.total / told.seconds / turn.work.workers,
        # The seconds of the turn, times the cores. Ticks are coarse, so the difference may be negative.
        "others": max(0, others / told.seconds / os.cpu_count()),
        "p50": told.p50, "p99": told.p99, "p999": told.p999,
    }


def _used_by_others(turn):
    """The busy seconds of all cores, except those of the load and of the servers."""
    return busy_time() - ended_children_time() - sum(cpu_time(process).total for process in turn.processes)


def _collected(figures):
    """By kind of figure. The split into user and system is coarse, so its mean is more accurate than its median."""
    collected = {name: summary([figure[name] for figure in figures]) for name in figures[0] if name != "user_share"}
    share = fmean(figure["user_share"] for figure in figures)
    cpu = collected["cpu"]["median"]
    return collected | {"user": share * cpu, "system": (1 - share) * cpu}
