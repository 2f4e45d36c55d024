/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.ByteSink;
import io.nameplate.model.evidence.ByteSource;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the nodes of one hall contribute to one line and interval: GPU-milliseconds by slot piece, block and state, not
 * yet capped. Replaced whole when its inputs change, never added to. Inside a piece every GPU's state is constant, so
 * a piece can be split in proportion to time.
 */
public final class HallPart {

    /**
     * The form of {@link #toBytes()}. Savepoints hold older ones: {@link #fromBytes} reads every form since 1, and the stream
     * job makes parts of an older form again.
     */
    public static final int FORMAT = 6;

    private static final int WITHOUT_PROVENANCE = 1;
    private static final int WITHOUT_TERMS = 2;
    private static final int WITHOUT_CAUSES = 3;
    private static final int WITHOUT_USE = 4;
    private static final int WITHOUT_BLOCKS_OF_TERMS = 5;

    final LineKey key;
    final HallId hall;
    final long intervalStart;
    final int intervalSeconds;
    final long registryVersion;
    final List<BlockId> blocks;
    /** Where each piece begins, epoch seconds; the next one's start, or the interval's end, ends it. */
    final long[] starts;

    final int[] allocated;
    /** GPU-milliseconds by piece, block and bucket, in this order of significance. */
    final long[] ms;
    /** GPU-milliseconds not measured, by piece and {@link MissingCause}: they add up to the piece's UNMEASURED. */
    final long[] missing;
    /** The lost part of working GPUs by bucket, over the whole interval. */
    final long[] clockLoss;
    /** The same by block and bucket; nothing in parts that did not tell it. */
    final long[] blockClockLoss;

    final long workingMs;
    final long unassessedMs;
    final List<WorstNode> worst;
    final Provenance provenance;
    final TermPart terms;
    final UsePart use;

    HallPart(
            LineKey key,
            HallId hall,
            long intervalStart,
            int intervalSeconds,
            long registryVersion,
            List<BlockId> blocks,
            long[] starts,
            int[] allocated,
            long[] ms,
            long[] missing,
            long[] clockLoss,
            long[] blockClockLoss,
            long workingMs,
            long unassessedMs,
            List<WorstNode> worst,
            Provenance provenance,
            TermPart terms,
            UsePart use) {
        this.key = key;
        this.hall = hall;
        this.intervalStart = intervalStart;
        this.intervalSeconds = intervalSeconds;
        this.registryVersion = registryVersion;
        this.blocks = List.copyOf(blocks);
        this.starts = starts;
        this.allocated = allocated;
        this.ms = ms;
        this.missing = missing;
        this.clockLoss = clockLoss;
        this.blockClockLoss = blockClockLoss;
        this.workingMs = workingMs;
        this.unassessedMs = unassessedMs;
        this.worst = List.copyOf(worst);
        this.provenance = provenance;
        this.terms = terms;
        this.use = use;
    }

    public LineKey key() {
        return key;
    }

    public HallId hall() {
        return hall;
    }

    /** Epoch second the interval begins at. */
    public long intervalStart() {
        return intervalStart;
    }

    public int intervalSeconds() {
        return intervalSeconds;
    }

    public long registryVersion() {
        return registryVersion;
    }

    public List<WorstNode> worst() {
        return worst;
    }

    /** What the part rests on. */
    public Provenance provenance() {
        return provenance;
    }

    /** The states of which it has any time, also of GPUs beyond what is contracted. */
    public Set<State> states() {
        Set<State> states = EnumSet.noneOf(State.class);
        for (int i = 0; i < ms.length; i++) {
            if (ms[i] > 0) {
                states.add(Bucket.at(i % Bucket.COUNT).state);
            }
        }
        return states;
    }

    long pieceEnd(int piece) {
        return piece + 1 < starts.length ? starts[piece + 1] : intervalStart + intervalSeconds;
    }

    /** The piece that holds an instant of the interval. */
    int pieceAt(long at) {
        int found = Arrays.binarySearch(starts, at);
        return found >= 0 ? found : -found - 2;
    }

    int row(int piece, int block) {
        return (piece * blocks.size() + block) * Bucket.COUNT;
    }

    /** {@link #blockClockLoss} by block. */
    long[][] clockLossByBlock() {
        long[][] byBlock = new long[blocks.size()][];
        for (int b = 0; b < byBlock.length; b++) {
            byBlock[b] = Arrays.copyOfRange(blockClockLoss, b * Bucket.COUNT, (b + 1) * Bucket.COUNT);
        }
        return byBlock;
    }

    /** By bucket, what rows of buckets hold. */
    static long[] sum(long[] rows) {
        long[] sum = new long[Bucket.COUNT];
        for (int i = 0; i < rows.length; i++) {
            sum[i % Bucket.COUNT] += rows[i];
        }
        return sum;
    }

    /** The canonical bytes: the same for the same part. */
    public byte[] toBytes() {
        ByteSink sink = counted();
        writeAmounts(sink, missing, 0, missing.length);
        use.writeTo(sink);
        writeAmounts(sink, blockClockLoss, 0, blockClockLoss.length);
        terms.writeBlocks(sink);
        return sink.toBytes();
    }

    /** The same without use, blocks of terms and why something was not measured: all that a content can rest on. */
    public byte[] countedBytes() {
        return counted().toBytes();
    }

    private ByteSink counted() {
        ByteSink sink = new ByteSink();
        sink.number(FORMAT).text(key.lease().value()).text(key.line().value()).text(hall.value());
        sink.number(intervalStart).number(intervalSeconds).number(registryVersion);
        sink.number(blocks.size());
        blocks.forEach(block -> sink.text(block.value()));
        sink.number(starts.length);
        int width = blocks.size() * Bucket.COUNT;
        for (int piece = 0; piece < starts.length; piece++) {
            sink.number(starts[piece] - intervalStart).number(allocated[piece]);
            int row = row(piece, 0);
            boolean repeats = piece > 0 && Arrays.equals(ms, row - width, row, ms, row, row + width);
            sink.number(repeats ? 1 : 0);
            if (!repeats) {
                writeAmounts(sink, ms, row, row + width);
            }
        }
        for (long loss : clockLoss) {
            sink.number(loss);
        }
        sink.number(workingMs).number(unassessedMs).number(worst.size());
        for (WorstNode node : worst) {
            sink.text(node.node().value()).text(node.rack()).text(node.block().value());
            sink.text(node.state().name()).number(node.since().getEpochSecond()).number(node.lostGpuMs());
        }
        provenance.writeTo(sink);
        terms.writeTo(sink);
        return sink;
    }

    private static void writeAmounts(ByteSink sink, long[] amounts, int from, int to) {
        int filled = 0;
        for (int i = from; i < to; i++) {
            filled += amounts[i] == 0 ? 0 : 1;
        }
        sink.number(filled);
        for (int i = from; i < to; i++) {
            if (amounts[i] != 0) {
                sink.number(i - from).number(amounts[i]);
            }
        }
    }

    private static void readAmounts(ByteSource source, long[] amounts, int from, int to) {
        int filled = source.count(to - from);
        for (int i = 0; i < filled; i++) {
            amounts[from + source.count(to - from - 1)] = source.number();
        }
    }

    /** Of parts that did not say why: this platform does not know it any more. */
    private static void unknownCauses(long[] missing, long[] ms, int pieces, int blocks) {
        for (int i = 0; i < pieces * blocks; i++) {
            missing[i / blocks * MissingCause.COUNT + MissingCause.PLATFORM.index] +=
                    ms[i * Bucket.COUNT + Bucket.UNMEASURED.index];
        }
    }

    /** Reads canonical bytes; anything else throws {@link IllegalArgumentException}. */
    public static HallPart fromBytes(byte[] bytes) {
        ByteSource source = new ByteSource(bytes, "a hall's part");
        long format = source.number();
        if (format < WITHOUT_PROVENANCE || format > FORMAT) {
            throw source.broken("its format is not one of " + WITHOUT_PROVENANCE + " to " + FORMAT);
        }
        LineKey key = new LineKey(new LeaseId(source.text()), new LineId(source.text()));
        HallId hall = new HallId(source.text());
        long start = source.number();
        int seconds = source.count(86_400);
        long version = source.number();
        List<BlockId> blocks = new ArrayList<>();
        int blockCount = source.count(source.left());
        for (int i = 0; i < blockCount; i++) {
            blocks.add(new BlockId(source.text()));
        }
        int pieces = source.count(source.left());
        int width = blockCount * Bucket.COUNT;
        long[] starts = new long[pieces];
        int[] allocated = new int[pieces];
        if (pieces == 0 || pieces > seconds || blockCount == 0) {
            throw source.broken("it has " + pieces + " pieces and " + blockCount + " blocks");
        }
        long[] ms = new long[Math.multiplyExact(pieces, width)];
        for (int piece = 0; piece < pieces; piece++) {
            starts[piece] = start + source.count(seconds);
            allocated[piece] = source.count(Integer.MAX_VALUE);
            int row = piece * width;
            if (source.count(piece == 0 ? 0 : 1) == 1) {
                System.arraycopy(ms, row - width, ms, row, width);
            } else {
                readAmounts(source, ms, row, row + width);
            }
        }
        long[] clockLoss = new long[Bucket.COUNT];
        for (int i = 0; i < clockLoss.length; i++) {
            clockLoss[i] = source.number();
        }
        long working = source.number();
        long unassessed = source.number();
        List<WorstNode> worst = new ArrayList<>();
        int nodes = source.count(WorstNode.LIMIT);
        for (int i = 0; i < nodes; i++) {
            worst.add(new WorstNode(
                    new NodeId(source.text()),
                    source.text(),
                    new BlockId(source.text()),
                    State.valueOf(source.text()),
                    Instant.ofEpochSecond(source.number()),
                    source.number()));
        }
        Provenance provenance = format == WITHOUT_PROVENANCE ? Provenance.UNKNOWN : Provenance.readFrom(source);
        TermPart terms = format <= WITHOUT_TERMS ? TermPart.NONE : TermPart.readFrom(source);
        long[] missing = new long[Math.multiplyExact(pieces, MissingCause.COUNT)];
        if (format <= WITHOUT_CAUSES) {
            unknownCauses(missing, ms, pieces, blockCount);
        } else {
            readAmounts(source, missing, 0, missing.length);
        }
        UsePart use = format <= WITHOUT_USE ? UsePart.NONE : UsePart.readFrom(source);
        long[] blockClockLoss = new long[width];
        if (format > WITHOUT_BLOCKS_OF_TERMS) {
            readAmounts(source, blockClockLoss, 0, width);
            terms = terms.withBlocks(source);
        }
        source.end();
        return new HallPart(
                key,
                hall,
                start,
                seconds,
                version,
                blocks,
                starts,
                allocated,
                ms,
                missing,
                clockLoss,
                blockClockLoss,
                working,
                unassessed,
                worst,
                provenance,
                terms,
                use);
    }
}
