// An icon of one path, for what stands in every row: another icon in its place is another attribute, no other elements.

interface LineIconProps {
  /** In a box of 24 by 24. */
  readonly path: string;
  readonly size: number;
  readonly strokeWidth: number;
  readonly fill?: 'none' | 'currentColor';
}

export function LineIcon({ path, size, strokeWidth, fill = 'none' }: LineIconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={fill}
      stroke="currentColor"
      strokeWidth={strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={path} />
    </svg>
  );
}
