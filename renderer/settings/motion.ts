/** Whether things are to jump where they would glide: the system asks for it, or the person does. */
export function hasLessMotion(): boolean {
  return (
    document.documentElement.dataset['motion'] === 'less' ||
    matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
