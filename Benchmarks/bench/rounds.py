"""The works: in each round every server has its turn, in an order that moves on by one."""

import contextlib
from statistics import fmean

from bench import exchange, load
from bench.figures import summary
from bench.processes import cpu_time
from bench.servers import FRONT, Running


def measured(work, servers, context):
    """Figures of each server that has a part in the work, by its name."""
    chosen = [server for server in servers if work.includes(server)]
    site = context.site(work.site)
    # Both cores are the server's and the load's where they share; else each has its own.
    everywhere = context.cores.server | context.cores.load
    shared = everywhere if work.workers > 1 else context.cores.server
    load_cores = shared if work.shared_threads else context.cores.load
    server_cores = shared if work.shared_threads else context.cores.server

    with contextlib.ExitStack() as stack:
        turns = []
        for server in chosen:
            running = stack.enter_context(Running(server, context.places, site, server_cores, work.workers))
            running.connected().close()
            port = running.port
            if work.behind_haproxy:
                front = stack.enter_context(Running(FRONT, context.places, site, load_cores, behind=port))
                front.connected().close()
                port = front.port
            fields = [exchange.verified_fields(running, port, request, site) for request in work.requests]
            turns.append((running, port, fields[0]))

        rounds = {running.server.name: [] for running, _, _ in turns}
        for number in range(context.rounds):
            first = number % len(turns) if turns else 0
            for running, port, fields in turns[first:] + turns[:first]:
                rounds[running.server.name].append(_round(work, running, port, fields, load_cores, context))
                context.progress(work, running.server, rounds[running.server.name][-1])
    return {name: _collected(figures) for name, figures in rounds.items()}


def _round(work, running, port, fields, cores, context):
    before = cpu_time(running.id)
    told = load.run(context.places["wrk"], work, port, fields, context.seconds, cores)
    used = cpu_time(running.id) - before
    # What was sent of a film that had not ended counts.
    count = told.bytes / (work_size(work, context)) if work.by_size else told.requests
    return {
        "cpu": used.total / count * 1e6,
        "user_share": used.user / used.total,
        "throughput": count / told.seconds,
        "busy": used.total / told.seconds / work.workers,
        "p50": told.p50, "p99": told.p99, "p999": told.p999,
    }


def work_size(work, context):
    return (context.site(work.site) / work.requests[0].file).stat().st_size


def _collected(figures):
    """By kind of figure. The split into user and system is coarse, so that its mean says more than its median."""
    collected = {name: summary([figure[name] for figure in figures]) for name in figures[0] if name != "user_share"}
    share = fmean(figure["user_share"] for figure in figures)
    cpu = collected["cpu"]["median"]
    return collected | {"user": share * cpu, "system": (1 - share) * cpu}
