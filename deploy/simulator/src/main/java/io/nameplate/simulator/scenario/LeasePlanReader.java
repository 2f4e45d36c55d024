/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import io.nameplate.model.language.TenantId;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Texts;
import io.nameplate.model.language.document.Tree;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the leases of a scenario. */
final class LeasePlanReader {

    private final Map<String, SkuPlan> skus;
    private final Targets targets;

    LeasePlanReader(Map<String, SkuPlan> skus, Targets targets) {
        this.skus = skus;
        this.targets = targets;
    }

    List<LeasePlan> read(List<Tree> trees, Problems problems) {
        List<LeasePlan> leases = new ArrayList<>();
        for (Tree tree : trees) {
            leases.add(lease(Fields.of(tree, problems, "a lease")));
        }
        return leases;
    }

    private LeasePlan lease(Fields fields) {
        List<LeasePlan.LinePlan> lines = new ArrayList<>();
        for (Tree tree : fields.list("lines")) {
            lines.add(line(Fields.of(tree, fields.problems(), "a capacity line")));
        }
        if (lines.isEmpty()) {
            fields.problem("lines", "a lease needs at least one capacity line");
        }
        List<EndpointPlan> endpoints = new ArrayList<>();
        for (Tree tree : fields.list("endpoints")) {
            endpoints.add(endpoint(Fields.of(tree, fields.problems(), "an endpoint"), lines));
        }
        List<LeasePlan.TermPlan> terms = new ArrayList<>();
        for (Tree tree : fields.list("terms")) {
            terms.add(term(Fields.of(tree, fields.problems(), "a term")));
        }
        LeaseId id = fields.id("lease", LeaseId::new);
        LeasePlan lease = new LeasePlan(
                id,
                fields.text("supplier", "Simulated Compute"),
                fields.has("tenant") ? fields.id("tenant", TenantId::new) : new TenantId(id.value()),
                fields.has("zone") ? fields.zone("zone") : ZoneId.of("UTC"),
                fields.has("price_per_month") ? fields.decimal("price_per_month") : new BigDecimal(1_000_000),
                fields.text("currency", "USD"),
                lines,
                endpoints,
                terms,
                fields.has("tenant_bears")
                        ? fields.values(
                                "tenant_bears",
                                text -> State.valueOf(
                                        text.toUpperCase(Locale.ROOT).replace('-', '_')))
                        : null,
                fields.duration("unreachable_after", Duration.ofMinutes(2)),
                fields.has("maintenance_notice") ? fields.duration("maintenance_notice") : null,
                fields.has("xid_table") ? xidTable(fields.fields("xid_table", "an XID table")) : null,
                (int) fields.integer("open_after", 1, 1000, 2),
                (int) fields.integer("close_after", 1, 1000, 2),
                fields.values("contacts", text -> text));
        fields.end();
        return lease;
    }

    /** The term as it stands; the registry's reader checks what is in it. */
    private static LeasePlan.TermPlan term(Fields fields) {
        String name = fields.text("term");
        List<String> parts = new ArrayList<>();
        for (String key : fields.keys()) {
            String text = key.equals("at_least")
                    ? String.format(Locale.ROOT, "%.3f", fields.perMille(key) / 1000.0)
                    : fields.text(key);
            parts.add(key + ": " + text);
        }
        fields.end();
        return new LeasePlan.TermPlan(name, "{" + String.join(", ", parts) + "}");
    }

    private static EndpointPlan endpoint(Fields fields, List<LeasePlan.LinePlan> lines) {
        LineId line = fields.id("line", LineId::new);
        Names.known(
                fields,
                "line",
                "line of the lease",
                line.value(),
                lines.stream().map(known -> known.line().value()).toList());
        EndpointPlan endpoint = new EndpointPlan(
                fields.id("endpoint", AssetId::new),
                line,
                (int) fields.integer("tokens_per_gpu_s", 1, 100_000, 40),
                fields.values("restarts", text -> Texts.duration(text).toSeconds()));
        fields.end();
        return endpoint;
    }

    /** The table as it stands; the registry's reader checks what is in it. */
    private static String xidTable(Fields fields) {
        String version = fields.text("version");
        List<String> unusable = fields.values("unusable", text -> text);
        fields.end();
        return "{version: " + version + ", unusable: [" + String.join(", ", unusable) + "]}";
    }

    private LeasePlan.LinePlan line(Fields fields) {
        List<LeasePlan.Step> ramp = new ArrayList<>();
        if (fields.has("gpus")) {
            ramp.add(new LeasePlan.Step(0, (int) fields.integer("gpus", 0, 10_000_000)));
        }
        for (Tree tree : fields.list("ramp")) {
            Fields step = Fields.of(tree, fields.problems(), "a ramp step");
            LeasePlan.Step made =
                    new LeasePlan.Step(EventReader.wholeSeconds(step, "at"), (int) step.integer("gpus", 0, 10_000_000));
            if (!ramp.isEmpty() && made.at() <= ramp.get(ramp.size() - 1).at()) {
                step.problem("at", "ramp steps must follow each other in time");
            }
            ramp.add(made);
            step.end();
        }
        if (ramp.isEmpty()) {
            fields.problem("gpus", "a capacity line needs 'gpus', or a 'ramp' of {at, gpus}");
        }
        List<LeasePlan.Share> shares = new ArrayList<>();
        if (fields.has("nodes")) {
            shares.add(new LeasePlan.Share(targets.read(fields, "nodes"), 0, -1));
        }
        for (Tree tree : fields.list("handed_over")) {
            Fields share = Fields.of(tree, fields.problems(), "a hand-over");
            long from = share.has("at") ? EventReader.wholeSeconds(share, "at") : 0;
            long to = share.has("until") ? EventReader.wholeSeconds(share, "until") : -1;
            if (to >= 0 && to <= from) {
                share.problem("until", "'until' must be after 'at'");
                to = -1;
            }
            shares.add(new LeasePlan.Share(targets.read(share, "nodes"), from, to));
            share.end();
        }
        String sku = fields.text("sku");
        Names.known(fields, "sku", "SKU", sku, skus.keySet());
        LeasePlan.LinePlan line = new LeasePlan.LinePlan(
                fields.id("line", LineId::new),
                sku,
                (int) fields.integer("guaranteed_clock_mhz", 1, 8000),
                (int) fields.integer("contracted_limit_w", 1, 8000),
                fields.has("firm_mw") ? fields.decimal("firm_mw").toPlainString() : null,
                ramp,
                shares);
        SkuPlan known = skus.get(sku);
        if (known != null && line.guaranteedClockMhz() > known.clockMhz()) {
            fields.problem("guaranteed_clock_mhz", "the SKU runs at " + known.clockMhz() + " MHz at most");
        }
        fields.end();
        return line;
    }
}
