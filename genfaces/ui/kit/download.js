// A file that was made when it was asked for is saved as soon as it is here. As a blob: browsers limit long addresses.
watch('value', async () => {
  const link = element.querySelector('a[download]');
  if (!link) return;
  const blob = await (await fetch(link.href)).blob();
  const saved = document.createElement('a');
  saved.href = URL.createObjectURL(blob);
  saved.download = link.download;
  saved.click();
  setTimeout(() => URL.revokeObjectURL(saved.href), 60000);
});
