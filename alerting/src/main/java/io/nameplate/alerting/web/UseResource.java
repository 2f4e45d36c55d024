/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.results.Recount;
import io.nameplate.alerting.ledger.results.UseReader;
import io.nameplate.model.language.Lease;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What suppliers delivered, lost and measured in a stretch of time, over all their leases and by each. */
@Path("/api/v1/use")
@Tag(name = "reading")
public final class UseResource {

    private final RegistryBook registry;
    private final Uses uses;

    UseResource(RegistryBook registry, UseReader uses, Recount recount) {
        this.registry = registry;
        this.uses = new Uses(uses, recount);
    }

    @GET
    @Operation(summary = "The use of every supplier, or of one, in whole quarter-hours, with each of its leases")
    public List<UseViews.SupplierUse> ofSuppliers(
            @QueryParam("supplier") @Nullable String supplier,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        UseReader.Stretch stretch = UseViews.stretch(from, to);
        Map<String, List<Lease>> bySupplier = new TreeMap<>();
        registry.latestRegistry()
                .ifPresent(known -> known.leases().values().stream()
                        .filter(lease -> supplier == null || lease.supplier().equals(supplier))
                        .forEach(lease -> bySupplier
                                .computeIfAbsent(lease.supplier(), key -> new ArrayList<>())
                                .add(lease)));
        return bySupplier.entrySet().stream()
                .map(entry -> uses.ofSupplier(entry.getKey(), entry.getValue(), stretch))
                .toList();
    }
}
