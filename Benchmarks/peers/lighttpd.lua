-- The page for every path that names no file, as lighttpd's documentation has it for maintenance.
local request = lighty.r
local stat = lighty.c.stat(request.req_attr["physical.path"])
if stat and stat.is_file then
    return 0
end

local page = request.req_attr["physical.doc-root"] .. "/index.html"
local accepted = request.req_header["Accept-Encoding"]
if accepted and accepted:find("gzip", 1, true) then
    page = page .. ".gz"
    request.resp_header["Content-Encoding"] = "gzip"
end
request.resp_header["Content-Type"] = "text/html; charset=utf-8"
request.resp_header["Cache-Control"] = "no-store"
request.resp_header["Retry-After"] = "60"
request.resp_header["Vary"] = "Accept-Encoding"
request.resp_body.set({ { filename = page } })
return 503
