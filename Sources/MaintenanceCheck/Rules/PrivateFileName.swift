/// Names of files that are meant for servers, not for visitors.
enum PrivateFileName {
    static func matches(_ path: String) -> Bool {
        let name = (path.split(separator: "/").last ?? "").lowercased()
        if names.contains(name) || name.hasSuffix("~") { return true }
        // A folder of a repository whose name had a dot.
        if path.split(separator: "/").dropLast().contains(where: { ["git", "_git", "svn"].contains($0) }) {
            return ["config", "HEAD", "index", "entries"].contains { path.hasSuffix("/\($0)") }
        }
        // `dump.sql.gz` is an SQL file.
        let parts = name.split(separator: ".").dropFirst().filter { !packings.contains($0) }
        return parts.last.map { extensions.contains(String($0)) } ?? false
    }

    private static let names: Set = [
        "composer.lock", "credentials.json", "docker-compose.yaml", "docker-compose.yml", "dockerfile", "htpasswd",
        "id_dsa", "id_ecdsa", "id_ed25519", "id_rsa", "makefile", "thumbs.db", "web.config", "wp-config.php.bak",
    ]

    private static let packings: Set<Substring> = ["bz2", "gz", "tar", "txt", "xz", "zip", "zst"]

    private static let extensions: Set = [
        "asp", "aspx", "bak", "bat", "cfg", "cfm", "cgi", "class", "conf", "cs", "db", "dump", "env", "erb", "go",
        "inc",
        "ini", "java", "jks", "jsp", "jspx", "kdbx", "key", "keystore", "log", "lua", "mdb", "old", "orig", "ovpn",
        "p12",
        "pem", "pfx", "phar", "php", "php3", "php4", "php5", "php7", "php8", "phps", "phtml", "pl", "ppk", "ps1", "py",
        "pyc", "rb", "rs", "save", "sh", "sql", "sqlite", "sqlite3", "swo", "swp", "tf", "tfstate", "twig", "yaml",
        "yml",
    ]
}
