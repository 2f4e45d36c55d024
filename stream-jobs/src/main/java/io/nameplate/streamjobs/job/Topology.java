/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import io.nameplate.streamjobs.evidence.EvidenceOperator;
import io.nameplate.streamjobs.evidence.EvidenceSettings;
import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.flow.LinePart;
import io.nameplate.streamjobs.flow.RegistryAccess;
import io.nameplate.streamjobs.flow.SettledThrough;
import io.nameplate.streamjobs.ingest.BrokerLink;
import io.nameplate.streamjobs.ingest.UpSettings;
import io.nameplate.streamjobs.ingest.UpSource;
import io.nameplate.streamjobs.sink.EvidenceKeeper;
import io.nameplate.streamjobs.sink.InfluxSettings;
import io.nameplate.streamjobs.sink.InfluxSink;
import io.nameplate.streamjobs.sink.LedgerSink;
import io.nameplate.streamjobs.verdict.HallVerdict;
import io.nameplate.streamjobs.verdict.LineVerdict;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The job as a list of its parts: source and evidence in one chain, the verdict by hall, the verdict by line, the sinks.
 *
 * @param job names the counters
 * @param settled what the ledger had settled; empty when there is state to restore
 * @param settledBefore epoch second before which every line was settled; used without state only
 */
record Topology(
        String job,
        String consumer,
        RegistryAccess registry,
        BrokerLink.Factory links,
        Clock clock,
        @Nullable Duration deadline,
        Duration horizon,
        List<SettledThrough> settled,
        long settledBefore,
        String ledger,
        Optional<InfluxSettings> influx) {

    void build(StreamExecutionEnvironment environment) {
        UpSource source = new UpSource(new UpSettings(job, consumer, registry, links, UpSettings.CAPACITY, clock));
        EvidenceOperator evidence =
                new EvidenceOperator(new EvidenceSettings(job, registry, deadline, horizon, settledBefore));
        SingleOutputStreamOperator<LineOutcome> outcomes = environment
                .fromSource(source, WatermarkStrategy.noWatermarks(), "collectors", Arrival.TYPE)
                .uid("collectors")
                .transform("evidence", HallChange.TYPE, evidence)
                .uid("evidence")
                .keyBy(
                        change -> Tuple2.of(change.hall().value(), change.start()),
                        Types.TUPLE(Types.STRING, Types.LONG))
                .process(new HallVerdict(registry), HallWord.TYPE)
                .uid("hall-verdict")
                .name("hall verdict")
                .transform("evidence store", LinePart.TYPE, new EvidenceKeeper(job, ledger))
                .uid("evidence-store")
                .keyBy(
                        part -> Tuple3.of(
                                part.about().line().lease().value(),
                                part.about().line().line().value(),
                                part.about().start()),
                        Types.TUPLE(Types.STRING, Types.STRING, Types.LONG))
                .process(new LineVerdict(registry, settled), LineOutcome.TYPE)
                .uid("line-verdict")
                .name("line verdict");
        outcomes.sinkTo(new LedgerSink(job, ledger)).uid("ledger").name("ledger");
        influx.ifPresent(settings ->
                outcomes.sinkTo(new InfluxSink(job, settings)).uid("influx").name("influx"));
    }
}
