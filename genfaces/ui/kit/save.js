// A button that names a form asks for a file of it, which is made only then.
element.addEventListener('click', (event) => {
  const form = event.target.closest('[data-form]')?.dataset.form;
  if (form) trigger('download', { form });
});
