/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.alerting.alert.situation.Situations;
import io.nameplate.alerting.ledger.accounts.AccountReader;
import io.nameplate.alerting.ledger.accounts.EnergyReader;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.results.LineHead;
import io.nameplate.alerting.ledger.results.Recount;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.StandingReader;
import io.nameplate.alerting.ledger.results.Totals;
import io.nameplate.alerting.ledger.results.UseReader;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Leases as people ask for them: what was contracted, what is delivered, what is wrong. */
@Path("/api/v1/leases")
@Tag(name = "reading")
public final class LeasesResource {

    private static final int MOST_INTERVALS = 5000;
    private static final Instant FAR = Instant.parse("9999-12-31T00:00:00Z");

    private final RegistryBook registry;
    private final ResultReader results;
    private final DeviationReader deviations;
    private final AccountReader accounts;
    private final EnergyReader energy;
    private final StandingReader standings;
    private final Summaries summaries;
    private final Uses uses;
    private final Clock clock;

    LeasesResource(
            RegistryBook registry,
            ResultReader results,
            DeviationReader deviations,
            AccountReader accounts,
            EnergyReader energy,
            StandingReader standings,
            UseReader uses,
            Recount recount,
            Clock clock) {
        this.registry = registry;
        this.results = results;
        this.deviations = deviations;
        this.accounts = accounts;
        this.energy = energy;
        this.standings = standings;
        this.summaries = new Summaries(results);
        this.uses = new Uses(uses, recount);
        this.clock = clock;
    }

    /** A lease with everything its page shows. */
    public record Detail(
            Summaries.Summary summary,
            List<TermView> terms,
            int openAfter,
            int closeAfter,
            List<State> tenantBears,
            Months.MonthView month,
            List<LineView> lines,
            List<Views.SituationView> situations,
            Instant now) {}

    /** A capacity line with its latest interval. */
    public record LineView(
            LineId line,
            String sku,
            int guaranteedClockMhz,
            int contractedGpus,
            long firmW,
            @Nullable Instant settledThrough,
            Views.@Nullable Latest latest) {}

    @GET
    @Operation(summary = "Every lease with what is delivered of what is contracted")
    public List<Summaries.Summary> leases() {
        List<LineHead> heads = results.heads();
        return registry.latestRegistry()
                .map(known -> known.leases().values().stream()
                        .map(lease -> summaries.of(known, lease, heads, deviations.ofLease(lease.lease())))
                        .toList())
                .orElse(List.of());
    }

    @GET
    @Path("{lease}")
    @Operation(summary = "A lease: contract, month to date, latest interval per line, situation in words")
    public Detail lease(@PathParam("lease") String id) {
        Registry known = known();
        Lease lease = lease(known, id);
        List<LineHead> heads = results.heads();
        Summaries.Summary summary = summaries.of(known, lease, heads, deviations.ofLease(lease.lease()));
        Instant asOf = Optional.ofNullable(summary.asOf()).orElseGet(clock::instant);
        Map<LineId, LineHead> byLine = heads.stream()
                .filter(head -> head.lease().equals(lease.lease()))
                .collect(Collectors.toMap(LineHead::line, Function.identity()));
        return new Detail(
                summary,
                lease.terms().stream().map(TermView::of).toList(),
                lease.openAfter(),
                lease.closeAfter(),
                lease.tenantBears().stream().sorted().toList(),
                Months.MonthView.of(lease, accounts.recent(lease, asOf.minusMillis(1))),
                lease.lines().stream()
                        .map(line -> line(known, lease, line, Optional.ofNullable(byLine.get(line.line())), asOf))
                        .toList(),
                summary.situations(),
                clock.instant());
    }

    @GET
    @Path("{lease}/intervals")
    @Operation(summary = "The intervals of a line, oldest first; without 'from' the last 'limit' of them")
    public List<Views.IntervalView> intervals(
            @PathParam("lease") String id,
            @QueryParam("line") @Nullable String lineId,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @DefaultValue("360") int limit) {
        Lease lease = lease(known(), id);
        CapacityLine line = line(lease, lineId);
        int most = Math.max(1, Math.min(limit, MOST_INTERVALS));
        Instant end = to == null ? FAR : ResultsResource.instant(to);
        Instant since = from == null ? latestButLimit(lease, line, most) : ResultsResource.instant(from);
        return results.intervals(lease.lease(), line.line(), since, end, most).stream()
                .map(Views.IntervalView::of)
                .toList();
    }

    @GET
    @Path("{lease}/totals")
    @Operation(summary = "What was contracted, lost by layer and delivered in a stretch of time, all lines or one")
    public Views.Amounts totals(
            @PathParam("lease") String id,
            @QueryParam("line") @Nullable String lineId,
            @QueryParam("from") String from,
            @QueryParam("to") String to) {
        Lease lease = lease(known(), id);
        Instant start = ResultsResource.instant(Problems.required(from, "from"));
        Instant end = ResultsResource.instant(Problems.required(to, "to"));
        List<CapacityLine> lines = lineId == null ? lease.lines() : List.of(line(lease, lineId));
        Totals all = Totals.NONE;
        for (CapacityLine line : lines) {
            all = all.plus(results.totals(lease.lease(), line.line(), start, end, true));
        }
        return Views.Amounts.of(all);
    }

    @GET
    @Path("{lease}/use")
    @Operation(summary = "The use of a lease in whole quarter-hours, with its lines and blocks; settled results only")
    public UseViews.LeaseUse use(
            @PathParam("lease") String id,
            @QueryParam("line") @Nullable String lineId,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        Lease lease = lease(known(), id);
        List<CapacityLine> lines = lineId == null ? lease.lines() : List.of(line(lease, lineId));
        return uses.ofLease(lease, lines, UseViews.stretch(from, to));
    }

    @GET
    @Path("{lease}/month")
    @Operation(summary = "A billing month from settled results, with what the lease's policy makes of unmeasured time")
    public Months.MonthView month(@PathParam("lease") String id, @QueryParam("at") @Nullable String at) {
        Lease lease = lease(known(), id);
        return Months.MonthView.of(
                lease, accounts.account(lease, at == null ? clock.instant() : ResultsResource.instant(at)));
    }

    @GET
    @Path("{lease}/energy")
    @Operation(summary = "What a line's IT meters counted in a billing month, holes closed")
    public List<Months.MeterView> energy(
            @PathParam("lease") String id,
            @QueryParam("line") @Nullable String lineId,
            @QueryParam("at") @Nullable String at) {
        Registry known = known();
        Lease lease = lease(known, id);
        Instant within = at == null ? clock.instant() : ResultsResource.instant(at);
        return Months.MeterView.of(energy.month(known, lease, line(lease, lineId), within));
    }

    @GET
    @Path("{lease}/deviations")
    @Operation(summary = "Every deviation of a lease, open causes first, merged and withdrawn ones too")
    public List<Views.DeviationView> deviations(@PathParam("lease") String id) {
        Lease lease = lease(known(), id);
        return Views.DeviationView.all(Situations.listed(deviations.ofLease(lease.lease())), lease);
    }

    private Registry known() {
        return registry.latestRegistry().orElseThrow(() -> Problems.notFound("no registry is recorded yet"));
    }

    private static Lease lease(Registry known, String id) {
        Lease lease = known.leases().get(Problems.read(id, LeaseId::new));
        if (lease == null) {
            throw Problems.notFound("registry version " + known.version() + " has no lease '" + id + "'");
        }
        return lease;
    }

    private static CapacityLine line(Lease lease, @Nullable String id) {
        if (id == null) {
            return lease.lines().get(0);
        }
        return lease.lines().stream()
                .filter(line -> line.line().value().equals(id))
                .findFirst()
                .orElseThrow(() -> Problems.notFound("lease '" + lease.lease() + "' has no line '" + id + "'"));
    }

    private Instant latestButLimit(Lease lease, CapacityLine line, int limit) {
        Duration interval = registry.latestRegistry().map(Registry::interval).orElse(Duration.ofMinutes(1));
        return results.heads().stream()
                .filter(head ->
                        head.lease().equals(lease.lease()) && head.line().equals(line.line()))
                .findFirst()
                .map(head -> head.latest().minus(interval.multipliedBy(limit - 1L)))
                .orElse(Instant.EPOCH);
    }

    private LineView line(Registry known, Lease lease, CapacityLine line, Optional<LineHead> head, Instant asOf) {
        return new LineView(
                line.line(),
                line.sku(),
                line.guaranteedClockMhz(),
                lease.contractedAt(line, asOf.minusMillis(1)),
                line.firmW(),
                head.flatMap(LineHead::settled).orElse(null),
                head.flatMap(found -> summaries.shown(found, known.interval()))
                        .map(interval -> Views.Latest.of(
                                interval,
                                results.judgements(interval.lease(), interval.line(), interval.start()),
                                standings.of(interval)))
                        .orElse(null));
    }
}
