import CZlib

/// Decompresses gzip; nil if the bytes are not gzip.
func gunzip(_ coded: [UInt8], expecting count: Int) -> [UInt8]? {
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var decoded = [UInt8](repeating: 0, count: count + 1)
    let result = coded.withUnsafeBufferPointer { input in
        decoded.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = CUnsignedInt(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = CUnsignedInt(output.count)
            return inflate(&stream, Z_FINISH)
        }
    }
    guard result == Z_STREAM_END, stream.avail_in == 0 else { return nil }
    return Array(decoded.prefix(Int(stream.total_out)))
}
