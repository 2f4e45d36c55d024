/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.Headroom;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Measured;
import io.nameplate.model.verdict.MissingCause;
import io.nameplate.model.verdict.Provenance;
import io.nameplate.model.verdict.Use;
import io.nameplate.model.verdict.WorstNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Writes {@link LineOutcome}; enums by name, so that a new constant moves nothing. */
public final class LineOutcomeSerializer extends FlatSerializer<LineOutcome> {

    private static final long serialVersionUID = 1L;

    /** Contents had no figures of plant until then. */
    private static final int WITHOUT_MEASURED = 1;
    /** Results did not say why something was not measured until then. */
    private static final int WITHOUT_COVERAGE = 2;

    /** Results did not say what the capacity was used for until then. */
    private static final int WITHOUT_USE = 3;

    /** Results did not tell what a trip would cost until then. */
    private static final int WITHOUT_HEADROOM = 4;

    /** Judgements named no blocks until then. */
    private static final int WITHOUT_BLOCKS_OF_TERMS = 5;

    /** Headroom did not tell of firm power until then. */
    private static final int WITHOUT_FIRM_HEADROOM = 6;

    /** Results did not say which nodes they no longer name until then. */
    private static final int WITHOUT_CLEARED_NODES = 7;

    @Override
    protected int form() {
        return 8;
    }

    @Override
    protected void write(LineOutcome value, DataOutputView target) throws IOException {
        target.writeLong(value.generation());
        target.writeLong(value.counter());
        target.writeBoolean(value.settled());
        write(value.result().content(), target);
        target.writeInt(value.result().judgements().size());
        for (Judgement judgement : value.result().judgements()) {
            write(judgement, target);
        }
        target.writeInt(value.result().worst().size());
        for (WorstNode node : value.result().worst()) {
            target.writeUTF(node.node().value());
            target.writeUTF(node.rack());
            target.writeUTF(node.block().value());
            target.writeUTF(node.state().name());
            target.writeLong(node.since().getEpochSecond());
            target.writeLong(node.lostGpuMs());
        }
        target.writeUTF(value.result().provenance().sha256());
        target.writeInt(value.cleared().size());
        for (BlockId block : value.cleared()) {
            target.writeUTF(block.value());
        }
        write(value.result().coverage(), target);
        write(value.result().use(), target);
        HeadroomUnits.write(value.headroom(), target);
        HeadroomUnits.write(value.ready(), target);
        NamedNodes.write(value.clearedNodes(), target);
    }

    private static void write(Coverage coverage, DataOutputView target) throws IOException {
        target.writeInt(coverage.perMille());
        write(coverage.lowPerMille(), target);
        write(coverage.highPerMille(), target);
        writeAmounts(coverage.unmeasured(), target);
    }

    private static void write(@Nullable Integer maybe, DataOutputView target) throws IOException {
        target.writeBoolean(maybe != null);
        target.writeInt(maybe == null ? 0 : maybe);
    }

    private static @Nullable Integer readMaybe(DataInputView source) throws IOException {
        boolean there = source.readBoolean();
        int value = source.readInt();
        return there ? Integer.valueOf(value) : null;
    }

    private static Coverage readCoverage(DataInputView source) throws IOException {
        return new Coverage(
                source.readInt(), readMaybe(source), readMaybe(source), readAmounts(MissingCause.class, source));
    }

    private static void write(Use use, DataOutputView target) throws IOException {
        write(use.figures(), target);
        target.writeInt(use.blocks().size());
        for (Map.Entry<BlockId, Use.Delivered> block : use.blocks().entrySet()) {
            target.writeUTF(block.getKey().value());
            target.writeLong(block.getValue().utilizedGpuMs());
            target.writeLong(block.getValue().idleGpuMs());
        }
    }

    private static void write(Measured figures, DataOutputView target) throws IOException {
        target.writeInt(figures.byName().size());
        for (Map.Entry<String, Long> figure : figures.byName().entrySet()) {
            target.writeUTF(figure.getKey());
            target.writeLong(figure.getValue());
        }
    }

    private static void write(Content content, DataOutputView target) throws IOException {
        target.writeUTF(content.lease().value());
        target.writeUTF(content.line().value());
        target.writeLong(content.intervalStart().getEpochSecond());
        target.writeLong(content.interval().toSeconds());
        target.writeLong(content.contractedGpuMs());
        writeAmounts(content.states(), target);
        writeAmounts(content.derated(), target);
        target.writeInt(content.blocks().size());
        for (Map.Entry<BlockId, Map<State, Long>> block : content.blocks().entrySet()) {
            target.writeUTF(block.getKey().value());
            writeAmounts(block.getValue(), target);
        }
        target.writeLong(content.registryVersion());
        target.writeUTF(content.ruleVersion());
        write(content.measured(), target);
    }

    private static void write(Judgement judgement, DataOutputView target) throws IOException {
        target.writeUTF(judgement.term().name());
        target.writeUTF(judgement.outcome().name());
        target.writeInt(judgement.atLeastPerMille());
        write(judgement.valuePerMille(), target);
        Layer layer = judgement.layer();
        target.writeUTF(layer == null ? "" : layer.name());
        writeAmounts(judgement.layers(), target);
        write(judgement.blocks(), target);
    }

    private static void write(BlockLosses blocks, DataOutputView target) throws IOException {
        target.writeInt(blocks.byLayer().size());
        for (Map.Entry<Layer, SortedMap<BlockId, Long>> layer : blocks.byLayer().entrySet()) {
            target.writeUTF(layer.getKey().name());
            target.writeInt(layer.getValue().size());
            for (Map.Entry<BlockId, Long> block : layer.getValue().entrySet()) {
                target.writeUTF(block.getKey().value());
                target.writeLong(block.getValue());
            }
        }
    }

    private static BlockLosses readBlocks(DataInputView source) throws IOException {
        SortedMap<Layer, SortedMap<BlockId, Long>> byLayer = new TreeMap<>();
        for (int layers = source.readInt(); layers > 0; layers--) {
            Layer layer = Layer.valueOf(source.readUTF());
            SortedMap<BlockId, Long> lost = new TreeMap<>();
            for (int left = source.readInt(); left > 0; left--) {
                lost.put(new BlockId(source.readUTF()), source.readLong());
            }
            byLayer.put(layer, lost);
        }
        return new BlockLosses(byLayer);
    }

    private static <E extends Enum<E>> void writeAmounts(Map<E, Long> amounts, DataOutputView target)
            throws IOException {
        target.writeInt(amounts.size());
        for (Map.Entry<E, Long> amount : amounts.entrySet()) {
            target.writeUTF(amount.getKey().name());
            target.writeLong(amount.getValue());
        }
    }

    private static <E extends Enum<E>> Map<E, Long> readAmounts(Class<E> type, DataInputView source)
            throws IOException {
        Map<E, Long> amounts = new EnumMap<>(type);
        for (int left = source.readInt(); left > 0; left--) {
            amounts.put(Enum.valueOf(type, source.readUTF()), source.readLong());
        }
        return amounts;
    }

    @Override
    protected LineOutcome read(int form, DataInputView source) throws IOException {
        long generation = source.readLong();
        long counter = source.readLong();
        boolean settled = source.readBoolean();
        Content content = readContent(form, source);
        List<Judgement> judgements = new ArrayList<>();
        for (int left = source.readInt(); left > 0; left--) {
            judgements.add(readJudgement(form, source));
        }
        List<WorstNode> worst = new ArrayList<>();
        for (int left = source.readInt(); left > 0; left--) {
            worst.add(new WorstNode(
                    new NodeId(source.readUTF()),
                    source.readUTF(),
                    new BlockId(source.readUTF()),
                    State.valueOf(source.readUTF()),
                    Instant.ofEpochSecond(source.readLong()),
                    source.readLong()));
        }
        Provenance provenance = new Provenance(source.readUTF());
        List<BlockId> cleared = new ArrayList<>();
        for (int left = source.readInt(); left > 0; left--) {
            cleared.add(new BlockId(source.readUTF()));
        }
        Coverage coverage = form <= WITHOUT_COVERAGE ? Coverage.UNTOLD : readCoverage(source);
        Use use = form <= WITHOUT_USE ? Use.NONE : readUse(source);
        LineResult result = new LineResult(content, judgements, worst, provenance, coverage, use);
        boolean firm = form > WITHOUT_FIRM_HEADROOM;
        List<Headroom.Unit> headroom = form <= WITHOUT_HEADROOM ? List.of() : HeadroomUnits.read(firm, source);
        Headroom.Watts ready = firm ? HeadroomUnits.readWatts(source) : Headroom.Watts.NONE;
        SortedMap<NodeId, BlockId> nodes = form <= WITHOUT_CLEARED_NODES ? new TreeMap<>() : NamedNodes.read(source);
        return new LineOutcome(generation, counter, settled, result, cleared, nodes, headroom, ready);
    }

    private static Use readUse(DataInputView source) throws IOException {
        Measured figures = readFigures(source);
        SortedMap<BlockId, Use.Delivered> blocks = new TreeMap<>();
        for (int left = source.readInt(); left > 0; left--) {
            blocks.put(new BlockId(source.readUTF()), new Use.Delivered(source.readLong(), source.readLong()));
        }
        return new Use(figures, blocks);
    }

    private static Measured readFigures(DataInputView source) throws IOException {
        SortedMap<String, Long> figures = new TreeMap<>();
        for (int left = source.readInt(); left > 0; left--) {
            figures.put(source.readUTF(), source.readLong());
        }
        return new Measured(figures);
    }

    private static Content readContent(int form, DataInputView source) throws IOException {
        LeaseId lease = new LeaseId(source.readUTF());
        LineId line = new LineId(source.readUTF());
        Instant start = Instant.ofEpochSecond(source.readLong());
        Duration interval = Duration.ofSeconds(source.readLong());
        long contracted = source.readLong();
        Map<State, Long> states = readAmounts(State.class, source);
        Map<Cause, Long> derated = readAmounts(Cause.class, source);
        SortedMap<BlockId, Map<State, Long>> blocks = new TreeMap<>();
        for (int left = source.readInt(); left > 0; left--) {
            blocks.put(new BlockId(source.readUTF()), readAmounts(State.class, source));
        }
        long registryVersion = source.readLong();
        String ruleVersion = source.readUTF();
        Measured measured = form == WITHOUT_MEASURED ? Measured.NONE : readFigures(source);
        return new Content(
                lease,
                line,
                start,
                interval,
                contracted,
                states,
                derated,
                blocks,
                registryVersion,
                ruleVersion,
                measured);
    }

    private static Judgement readJudgement(int form, DataInputView source) throws IOException {
        Term.Kind term = Term.Kind.valueOf(source.readUTF());
        Judgement.Outcome outcome = Judgement.Outcome.valueOf(source.readUTF());
        int atLeast = source.readInt();
        Integer value = readMaybe(source);
        String layer = source.readUTF();
        return new Judgement(
                term,
                outcome,
                atLeast,
                value,
                layer.isEmpty() ? null : Layer.valueOf(layer),
                readAmounts(Layer.class, source),
                form <= WITHOUT_BLOCKS_OF_TERMS ? BlockLosses.NONE : readBlocks(source));
    }

    @Override
    public TypeSerializerSnapshot<LineOutcome> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer in checkpoints. */
    public static final class Snapshot extends FlatSnapshot<LineOutcome> {
        public Snapshot() {
            super(LineOutcomeSerializer::new);
        }
    }
}
