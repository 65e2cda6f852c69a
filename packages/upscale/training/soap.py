"""SOAP: Adam in the eigenbasis of Shampoo's preconditioner (Vyas et al., "SOAP: Improving and Stabilizing Shampoo using Adam", 2024).

A network of few thousand weights spends its time in the convolutions; factors of at most a few hundred rows cost almost nothing
beside them, and a step goes further.
"""

import torch


class Soap(torch.optim.Optimizer):
    def __init__(self, params, lr, betas=(0.95, 0.95), shampoo=0.95, every=20, eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "shampoo": shampoo, "every": every, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._update(p, p.grad.reshape(p.shape[0], -1), group)

    def _update(self, p, grad, group):
        state = self.state[p]
        if not state:
            state.update(step=0, first=torch.zeros_like(grad), second=torch.zeros_like(grad),
                         left=grad @ grad.T, right=grad.T @ grad)
            state["bases"] = [eigenbasis(state["left"]), eigenbasis(state["right"])]
            return
        state["step"] += 1
        b1, b2 = group["betas"]
        left, right = state["bases"]
        turned = left.T @ grad @ right
        state["first"].mul_(b1).add_(grad, alpha=1 - b1)
        state["second"].mul_(b2).addcmul_(turned, turned, value=1 - b2)
        n = state["step"]
        direction = (left.T @ state["first"] @ right) / (state["second"] / (1 - b2 ** n)).sqrt().add_(group["eps"])
        p.add_((left @ direction @ right.T).reshape(p.shape), alpha=-group["lr"] / (1 - b1 ** n))
        keep = group["shampoo"]
        state["left"].lerp_(grad @ grad.T, 1 - keep)
        state["right"].lerp_(grad.T @ grad, 1 - keep)
        if n % group["every"] == 0:
            self._turn(state)

    def _turn(self, state):
        """One power iteration and QR: the basis follows the factors; the second moment stays in the order of its axes."""
        left, right = (torch.linalg.qr(m @ q)[0] for m, q in zip((state["left"], state["right"]), state["bases"]))
        state["bases"] = [left, right]


def eigenbasis(m):
    return torch.linalg.eigh(m + 1e-12 * torch.eye(len(m)) * m.trace())[1].flip(1)
