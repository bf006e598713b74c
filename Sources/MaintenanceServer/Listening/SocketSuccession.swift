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
        var instructions = instructions
        instructions.withUnsafeMutableBufferPointer {
            // The kernel copies the instructions before the call returns.
            var program = Program(count: UInt16($0.count), instructions: $0.baseAddress)
            _ = setsockopt(rawValue, SOL_SOCKET, option, &program, socklen_t(MemoryLayout<Program>.size))
        }
    }
}

/// `sock_filter` of linux/filter.h, which Swift's Glibc module leaves out: an instruction of classic BPF.
private struct Instruction {
    enum Code: UInt16 {
        /// BPF_LD | BPF_W | BPF_ABS
        case loadWord = 0x20
        /// BPF_LD | BPF_B | BPF_ABS
        case loadByte = 0x30
        /// BPF_ALU | BPF_ADD | BPF_K
        case add = 0x04
        /// BPF_ALU | BPF_AND | BPF_K
        case and = 0x54
        /// BPF_ALU | BPF_MOD | BPF_K
        case modulo = 0x94
        /// BPF_JMP | BPF_JEQ | BPF_K
        case jumpIfEqual = 0x15
        /// BPF_RET | BPF_K
        case `return` = 0x06
        /// BPF_RET | BPF_A
        case returnAccumulator = 0x16
    }

    /// SKF_AD_OFF + SKF_AD_RANDOM: no byte of the packet, but a random word.
    static let random = UInt32(bitPattern: -0x1000 + 56)

    let code: UInt16
    let ifTrue: UInt8 = 0
    let ifFalse: UInt8
    let k: UInt32

    init(_ code: Code, ifFalse: UInt8 = 0, k: UInt32 = 0) {
        self.code = code.rawValue
        self.ifFalse = ifFalse
        self.k = k
    }
}

/// `sock_fprog` of linux/filter.h.
private struct Program {
    let count: UInt16
    let instructions: UnsafeMutablePointer<Instruction>?
}
