/// A token of a stylesheet, as far as references need to tell them apart.
enum CSSToken {
    /// An unquoted `url(x)`; its offset is that of the value.
    case url(String, offset: Int)
    case string(String, offset: Int)

    /// A name with its opening parenthesis. `url("x")` is one of them.
    case function(String)
    case atKeyword(String)
    case leftParenthesis, rightParenthesis, leftBrace, rightBrace, semicolon
    case other
}
