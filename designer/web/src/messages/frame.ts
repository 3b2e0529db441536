/** The frame: rail, top bar, sign-in, Ctrl-K. */
export const frame = {
  broken: {
    thereIsNoPageHere: "There is no page here",
    theAddressMayBeMistyped: "The address may be mistyped, or what it showed has been removed.",
    goToTheScenarios: "Go to the scenarios",
    thisPageCannotBeShown: "This page cannot be shown",
    tryAgain: "Try again",
    loadThePageAnew: "Load the page anew",
  },
  commandPalette: {
    searchOrJumpTo: "Search or jump to",
    pages: "Pages",
    scenarios: "Scenarios",
    found: "Found",
    searching: "Searching",
    nothingIsCalledLikeThat: "Nothing is called like that.",
  },
  frame: {
    loading: "Loading",
    filbert: "Filbert",
    main: "Main",
  },
  signIn: {
    signInAgain: "Sign in again",
    password: "Password",
    code: "Code",
    sixDigitsFromYourAuthenticator: "Six digits from your authenticator application.",
    signingIn: "Signing in",
    signIn: "Sign in",
  },
  topBar: {
    asTheSystem: "As the system",
    light: "Light",
    dark: "Dark",
    breadcrumb: "Breadcrumb",
    searchOrJumpTo: "Search or jump to",
    ctrlK: "Ctrl K",
    lightOrDark: "Light or dark",
    signedInAs: (title: string | number) => `Signed in as ${title}`,
    yourAccount: "Your account",
    signOut: "Sign out",
  },
} as const;
