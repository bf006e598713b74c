extension BinaryInteger {
    /// The number, which is not negative, in at least that many digits.
    package func zeroPadded(to width: Int = 2) -> String {
        let digits = String(self)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
