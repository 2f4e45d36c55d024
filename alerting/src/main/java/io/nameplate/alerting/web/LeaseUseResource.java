/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.results.UseReader;
import io.nameplate.alerting.ledger.results.UseSum;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Registry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a lease was delivered, idle, lost, used and measured in a stretch of time, by line and block. */
@Path("/api/v1/leases/{lease}/use")
@Tag(name = "reading")
public final class LeaseUseResource {

    private final RegistryBook registry;
    private final UseReader uses;

    LeaseUseResource(RegistryBook registry, UseReader uses) {
        this.registry = registry;
        this.uses = uses;
    }

    @GET
    @Operation(summary = "The use of a lease in whole quarter-hours, with its lines and blocks; settled results only")
    public UseViews.LeaseUse ofLease(
            @PathParam("lease") String id,
            @QueryParam("line") @Nullable String lineId,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        Registry known = registry.latestRegistry().orElseThrow(() -> Problems.notFound("no registry is recorded yet"));
        Lease lease = known.leases().get(Problems.read(id, LeaseId::new));
        if (lease == null) {
            throw Problems.notFound("registry version " + known.version() + " has no lease '" + id + "'");
        }
        List<CapacityLine> wanted = lease.lines().stream()
                .filter(line -> lineId == null || line.line().value().equals(lineId))
                .toList();
        if (wanted.isEmpty()) {
            throw Problems.notFound("lease '" + id + "' has no line '" + lineId + "'");
        }
        UseReader.Stretch stretch = UseViews.stretch(from, to);
        UseSum all = UseSum.NONE;
        List<UseViews.LineUse> lines = new ArrayList<>();
        List<UseViews.BlockUse> blocks = new ArrayList<>();
        for (CapacityLine line : wanted) {
            UseSum use = uses.ofLine(lease.lease(), line.line(), stretch);
            all = all.plus(use);
            lines.add(new UseViews.LineUse(line.line(), UseViews.UseView.of(use)));
            uses.ofBlocks(lease.lease(), line.line(), stretch)
                    .forEach((block, part) -> blocks.add(UseViews.BlockUse.of(line.line(), block, part)));
        }
        return new UseViews.LeaseUse(
                lease.lease(),
                Instant.ofEpochSecond(stretch.from()),
                Instant.ofEpochSecond(stretch.to()),
                UseViews.UseView.of(all),
                lines,
                blocks);
    }
}
