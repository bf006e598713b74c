internal import Glibc

/// A program of classic BPF, which the kernel runs for each packet of a socket or for each system call.
package struct FilterProgram {
    /// `sock_filter` of linux/filter.h, which Swift's Glibc module leaves out.
    package struct Instruction: Equatable {
        package enum Code: UInt16 {
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

        /// SKF_AD_OFF + SKF_AD_RANDOM: a random word instead of a byte of the packet.
        package static let random = UInt32(bitPattern: -0x1000 + 56)

        private let code: UInt16
        private let ifTrue: UInt8
        private let ifFalse: UInt8
        private let k: UInt32

        /// A jump skips that many instructions.
        package init(_ code: Code, ifTrue: UInt8 = 0, ifFalse: UInt8 = 0, k: UInt32 = 0) {
            self.code = code.rawValue
            self.ifTrue = ifTrue
            self.ifFalse = ifFalse
            self.k = k
        }
    }

    /// `sock_fprog` of linux/filter.h.
    private struct Header {
        let count: UInt16
        let instructions: UnsafeMutablePointer<Instruction>?
    }

    package let instructions: [Instruction]

    package init(_ instructions: [Instruction]) {
        self.instructions = instructions
    }

    /// Calls `body` with a `sock_fprog`, which is valid for the call. The kernel copies the instructions before a system call that
    /// takes it returns.
    package func withKernelProgram<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var instructions = instructions
        return instructions.withUnsafeMutableBufferPointer {
            let header = Header(count: UInt16($0.count), instructions: $0.baseAddress)
            return withUnsafeBytes(of: header, body)
        }
    }
}
