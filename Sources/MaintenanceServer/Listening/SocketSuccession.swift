internal import Glibc
internal import MaintenanceSite
internal import System

// How a listening TCP socket leaves its shared port (SO_REUSEPORT in socket(7)) to another process. Closing the socket resets
// connections that wait to be accepted, or whose handshake is under way. So new ones are kept away first.
extension FileDescriptor {
    /// Makes the kernel choose among the sockets that joined after the first `count` ones, which belong to this process. If there
    /// are none, or fewer than `count`, the kernel chooses as before.
    func preferSuccessors(after count: Int) {
        let count = UInt32(clamping: count)
        attach(
            [
                Instruction(.loadWord, k: Instruction.random), Instruction(.modulo, k: count),
                Instruction(.add, k: count), Instruction(.returnAccumulator),
            ], as: SO_ATTACH_REUSEPORT_CBPF)
    }

    /// Drops the first segment of each handshake. The client sends it again after a second, to the socket that listens then.
    /// Handshakes that have begun continue.
    func dropHandshakes() {
        attach(
            [
                // The packet begins with the TCP header, whose octet 13 holds the flags (RFC 9293 §3.1).
                Instruction(.loadByte, k: 13), Instruction(.and, k: 0x12),
                // SYN without ACK is dropped, everything else is accepted.
                Instruction(.jumpIfEqual, ifFalse: 1, k: 0x02), Instruction(.return, k: 0),
                Instruction(.return, k: .max),
            ], as: SO_ATTACH_FILTER)
    }

    /// If the kernel refuses, nothing changes.
    private func attach(_ instructions: [Instruction], as option: CInt) {
        FilterProgram(instructions).withKernelProgram {
            _ = setsockopt(rawValue, SOL_SOCKET, option, $0.baseAddress, socklen_t($0.count))
        }
    }
}

private typealias Instruction = FilterProgram.Instruction
