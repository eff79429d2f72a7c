import { RunView } from "@/components/RunView";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <RunView id={(await params).id} />;
}
