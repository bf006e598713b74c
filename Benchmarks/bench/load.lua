-- wrk's script: the requests in turn, each after an optional pause, and the result as one line of JSON. Its arguments
-- are the pause, the method, the version and the body of all requests, and a path for each.
-- A single request is left to wrk itself, which then calls no Lua while it measures.

function init(arguments)
    local pause = tonumber(arguments[1])
    wrk.method = arguments[2]
    if arguments[4] ~= "" then
        wrk.body = arguments[4]
    end
    if arguments[3] ~= "HTTP/1.1" then
        local format = wrk.format
        wrk.format = function(...)
            return (format(...):gsub("HTTP/1.1", arguments[3], 1))
        end
    end
    if pause > 0 then
        -- Spread, so that the connections do not ask together.
        delay = function()
            return math.random(0, 2 * pause)
        end
    end
    if #arguments > 5 then
        local requests, next = {}, 0
        for index = 5, #arguments do
            requests[index - 4] = wrk.format(nil, arguments[index])
        end
        request = function()
            next = next % #requests + 1
            return requests[next]
        end
    end
end

function done(summary, latency)
    local errors = summary.errors
    print(string.format(
        '\n{"requests": %d, "bytes": %d, "duration": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d, '
            .. '"status": %d, "p50": %d, "p99": %d, "p999": %d}',
        summary.requests, summary.bytes, summary.duration, errors.connect, errors.read, errors.write, errors.timeout,
        errors.status, latency:percentile(50), latency:percentile(99), latency:percentile(99.9)
    ))
end
