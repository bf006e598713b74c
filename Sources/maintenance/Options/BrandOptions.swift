internal import ArgumentParser
internal import MaintenancePage

/// What makes the built-in page the operator's own.
struct BrandOptions: ParsableArguments {
    @Option(OptionTable.siteName) var siteName: String?
    @Option(OptionTable.contact) var contact: String?
    @Option(OptionTable.accent) var accent: String?
    @Option(OptionTable.accentDark) var accentDark: String?
    @Option(OptionTable.logo) var logo: String?

    func branding() throws(Failure) -> Branding {
        var branding = Branding()
        branding.siteName = try OptionTable.siteName.setting(siteName).value
        branding.contact = try OptionTable.contact.setting(contact).value
        branding.accent.onLightPaper = try OptionTable.accent.setting(accent).value
        branding.accent.onDarkPaper = try OptionTable.accentDark.setting(accentDark).value
        branding.logo = try OptionTable.logo.setting(logo).value
        return branding
    }
}
