/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.inventory.PointValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One reading of all points of a device, request after request. A request that the device refuses makes its points bad,
 * whatever else goes wrong ends the poll.
 */
final class Poll {

    private final ModbusDevice device;
    private final Bus.Turn turn;
    private final List<PointValue> values = new ArrayList<>();
    private final ReadPlan plan;
    private @Nullable ReadPlan better;
    private @Nullable Answer failed;

    Poll(ModbusDevice device, ReadPlan plan, Bus.Turn turn) {
        this.device = device;
        this.plan = plan;
        this.turn = turn;
    }

    /** Reads. */
    CompletionStage<Boolean> run() {
        return blocks(plan.blocks(), 0);
    }

    /** What was read so far. */
    List<PointValue> values() {
        return values;
    }

    /** The trouble that the poll met; null where none was. */
    @Nullable
    Answer failed() {
        return failed;
    }

    /** A plan that asks for less of what the device does not have; null where there is nothing to better. */
    @Nullable
    ReadPlan better() {
        return better;
    }

    /** How long the device took to answer. */
    Duration spent() {
        return turn.spent();
    }

    /** Reads the blocks from one on; gives whether the connection serves for more. */
    private CompletionStage<Boolean> blocks(List<ReadPlan.Block> blocks, int index) {
        if (index == blocks.size()) {
            return CompletableFuture.completedFuture(true);
        }
        ReadPlan.Block block = blocks.get(index);
        return block(block)
                .thenCompose(on -> on ? blocks(blocks, index + 1) : CompletableFuture.completedFuture(false));
    }

    private CompletionStage<Boolean> block(ReadPlan.Block block) {
        return turn.ask(device.unit(), block.request()).thenCompose(answer -> {
            List<ReadPlan.Block> parts = answer.isRefusedAddress() ? block.withoutHoles() : List.of(block);
            if (parts.size() > 1) {
                return parts(block, parts);
            }
            return CompletableFuture.completedFuture(taken(block, answer));
        });
    }

    /** Reads a block's points without what lies between them; where that helps it is done so from now on. */
    private CompletionStage<Boolean> parts(ReadPlan.Block block, List<ReadPlan.Block> parts) {
        int before = values.size();
        return blocks(parts, 0).thenApply(on -> {
            boolean helped = values.stream()
                    .skip(before)
                    .anyMatch(value -> value.quality().counts());
            if (helped) {
                better = (better == null ? plan : better).with(block, parts);
            }
            return on;
        });
    }

    private boolean taken(ReadPlan.Block block, Answer answer) {
        Trouble trouble = answer.trouble();
        if (trouble == null) {
            block.points().forEach(point -> values.add(block.value(point, answer.content())));
            return true;
        }
        note(block, answer, trouble);
        if (trouble.isOfOneRequest()) {
            block.points().forEach(point -> values.add(point.unread(trouble)));
            return true;
        }
        return false;
    }

    /** The first trouble is the cause of others; only a refusal, after which the device went on answering, gives way. */
    private void note(ReadPlan.Block block, Answer answer, Trouble trouble) {
        if (failed == null || (failed.trouble() == Trouble.EXCEPTION && trouble != Trouble.EXCEPTION)) {
            failed = trouble.isOfOneRequest() ? answer.to(block.request()) : answer;
        }
    }
}
