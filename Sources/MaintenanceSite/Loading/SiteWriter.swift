internal import Glibc
package import System

/// Writes a site's files into a directory.
package struct SiteWriter {
    /// The reason why files were not written. The description follows the name of the directory.
    package enum Refusal: Error, Equatable, CustomStringConvertible {
        case exists(String)
        case failed(String, SystemError)

        package var description: String {
            switch self {
            case .exists(let name): "\(name) already exists, and nothing is overwritten without --force"
            case .failed(let name, let error): "\(name) cannot be made: \(error)"
            }
        }
    }

    private let directory: String

    package init(_ directory: String) {
        self.directory = directory
    }

    /// Writes the files, and makes the directory if it does not exist. Each file appears complete, because a server may
    /// watch the directory.
    package func write(_ files: [SiteFile], overwriting: Bool) throws(Refusal) {
        if !overwriting {
            for file in files where access("\(directory)/\(file.name)", F_OK) == 0 { throw .exists(file.name) }
        }
        do throws(SystemError) {
            try makeDirectory(directory)
        } catch {
            throw .failed("it", error)
        }
        for file in files {
            do throws(SystemError) {
                try replaceFile(file.name, in: directory, with: file.text)
            } catch {
                throw .failed(file.name, error)
            }
        }
    }
}
