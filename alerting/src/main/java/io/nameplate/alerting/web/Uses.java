/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.alerting.ledger.results.Recount;
import io.nameplate.alerting.ledger.results.UseReader;
import io.nameplate.alerting.ledger.results.UseSum;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import java.util.ArrayList;
import java.util.List;

/** Adds up the use of leases, by line and block, and of suppliers, by lease. */
final class Uses {

    private final UseReader uses;
    private final Recount recount;

    Uses(UseReader uses, Recount recount) {
        this.uses = uses;
        this.recount = recount;
    }

    /** What a lease was delivered and used for, or some of its lines. */
    UseViews.LeaseUse ofLease(Lease lease, List<CapacityLine> wanted, UseReader.Stretch stretch) {
        List<UseViews.LineUse> lines = new ArrayList<>();
        List<UseViews.BlockUse> blocks = new ArrayList<>();
        UseSum all = UseSum.NONE;
        for (CapacityLine line : wanted) {
            UseSum use = uses.ofLine(lease.lease(), line.line(), stretch);
            all = all.plus(use);
            lines.add(new UseViews.LineUse(line.line(), UseViews.UseView.of(use)));
            uses.ofBlocks(lease.lease(), line.line(), stretch)
                    .forEach((block, part) -> blocks.add(UseViews.BlockUse.of(line.line(), block, part)));
        }
        return new UseViews.LeaseUse(
                lease.lease(),
                stretch.start(),
                stretch.end(),
                recount.isDone(),
                UseViews.UseView.of(all),
                lines,
                blocks);
    }

    /** What a supplier delivered: all of its leases and each. */
    UseViews.SupplierUse ofSupplier(String supplier, List<Lease> leases, UseReader.Stretch stretch) {
        UseSum all = UseSum.NONE;
        List<UseViews.LeaseShare> shares = new ArrayList<>();
        for (Lease lease : leases) {
            UseSum use = lease.lines().stream()
                    .map(line -> uses.ofLine(lease.lease(), line.line(), stretch))
                    .reduce(UseSum.NONE, UseSum::plus);
            all = all.plus(use);
            shares.add(new UseViews.LeaseShare(lease.lease(), lease.tenant().value(), UseViews.UseView.of(use)));
        }
        return new UseViews.SupplierUse(
                supplier, stretch.start(), stretch.end(), recount.isDone(), UseViews.UseView.of(all), shares);
    }
}
