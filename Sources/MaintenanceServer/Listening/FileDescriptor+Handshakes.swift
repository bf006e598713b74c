internal import Glibc
internal import MaintenanceSite

extension FileDescriptor {
    /// Has a listening TCP socket drop the first segment of each handshake. The client sends it again after a second, to
    /// whichever socket listens on the port then: closing this one would reset the connection instead. Handshakes that
    /// have begun go on. Where the kernel refuses nothing changes.
    func dropHandshakes() {
        var instructions = [
            // The packet begins with the TCP header, whose octet 13 holds the flags (RFC 9293 §3.1).
            Instruction(code: .loadByte, k: 13),
            Instruction(code: .and, k: 0x12),
            // SYN without ACK is dropped, the rest is taken whole.
            Instruction(code: .jumpIfEqual, ifFalse: 1, k: 0x02),
            Instruction(code: .return, k: 0),
            Instruction(code: .return, k: .max),
        ]
        instructions.withUnsafeMutableBufferPointer {
            // The kernel copies the instructions before the call returns.
            var program = Program(count: UInt16($0.count), instructions: $0.baseAddress)
            _ = setsockopt(rawValue, SOL_SOCKET, SO_ATTACH_FILTER, &program, socklen_t(MemoryLayout<Program>.size))
        }
    }
}

/// `sock_filter` of linux/filter.h, which Swift's Glibc module leaves out: an instruction of classic BPF.
private struct Instruction {
    enum Code: UInt16 {
        /// BPF_LD | BPF_B | BPF_ABS
        case loadByte = 0x30
        /// BPF_ALU | BPF_AND | BPF_K
        case and = 0x54
        /// BPF_JMP | BPF_JEQ | BPF_K
        case jumpIfEqual = 0x15
        /// BPF_RET | BPF_K
        case `return` = 0x06
    }

    let code: UInt16
    let ifTrue: UInt8
    let ifFalse: UInt8
    let k: UInt32

    init(code: Code, ifFalse: UInt8 = 0, k: UInt32) {
        self.code = code.rawValue
        ifTrue = 0
        self.ifFalse = ifFalse
        self.k = k
    }
}

/// `sock_fprog` of linux/filter.h.
private struct Program {
    let count: UInt16
    let instructions: UnsafeMutablePointer<Instruction>?
}
