export function Brand() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path
        d="M12 2.5c5.2 2 8.2 6 8.2 10.500 0 5-3.7 8.500-8.2 8.500S3.800 18 3.800 13C3.800 8.500 6.800 4.500 12 2.500z"
        fill="var(--accent-solid)"
      />
      <path
        d="M8 9.500h4.500a3 3 0 0 1 3 3v3.500M8 9.500v6.500"
        stroke="var(--on-accent)"
        strokeWidth="1.800"
        fill="none"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="8" cy="9.500" r="1.700" fill="var(--on-accent)" />
    </svg>
  );
}
