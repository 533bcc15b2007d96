"""Import contracts that import-linter does not ship: what kernels may know, and the root."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

ALLOWED = {"__future__", "math", "typing", "numpy", "numba", "workbench._jit", "workbench.streams"}


def _is_kernel(module: str) -> bool:
    return module.rpartition(".")[2].startswith("_kernels")


class KernelContract(Contract):
    """Kernels import arrays and the sampler only; with ``root_only``: nobody imports the root."""

    root_only = fields.BooleanField(required=False, default=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collect every import that the contract forbids."""
        broken = []
        for module in sorted(graph.modules):
            if not module.startswith("workbench") or module == "workbench":
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(module)):
                if self.root_only:
                    bad = imported == "workbench"
                else:
                    bad = _is_kernel(module) and not self._allowed(module, imported)
                if bad:
                    broken.append((module, imported))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    @staticmethod
    def _allowed(module: str, imported: str) -> bool:
        same_folder = imported.rpartition(".")[0] == module.rpartition(".")[0]
        return imported in ALLOWED or (same_folder and _is_kernel(imported))

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each forbidden import on a line of its own."""
        for module, imported in check.metadata["broken"]:
            output.print_error(f"{module} imports {imported}", bold=False)
