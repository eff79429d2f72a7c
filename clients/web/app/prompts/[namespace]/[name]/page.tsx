import { PromptView } from "@/components/PromptView";

export default async function Page({ params }: { params: Promise<{ namespace: string; name: string }> }) {
  const { namespace, name } = await params;
  return <PromptView namespace={decodeURIComponent(namespace)} name={decodeURIComponent(name)} />;
}
