/** Threads lifted by a heddle: two warps, one weft. */
export const Logo = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 24 24" fill="none" aria-hidden className={className}>
    <rect width="24" height="24" rx="6" className="fill-accent" />
    <path d="M8 5v14M16 5v14M8 12h8" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
    <circle cx="12" cy="12" r="2.4" fill="#fff" />
  </svg>
);
