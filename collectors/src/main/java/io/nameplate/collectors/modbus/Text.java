/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.nio.charset.StandardCharsets;

/**
 * Words in a device's registers, such as its serial number: two characters each.
 *
 * @param order with BADC and DCBA the second character of a register comes first
 */
public record Text(String name, ReadFunction function, int address, int words, WordOrder order) {

    /** The request that reads it. */
    public Request.Read request() {
        return new Request.Read(function, address, words);
    }

    int end() {
        return address + words;
    }

    Text movedBy(int registers) {
        return new Text(name, function, address + registers, words, order);
    }

    /** What the registers say; what is not printable is left out. */
    public String value(byte[] content) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < words; word++) {
            String two = new String(order.bigEndian(content, word, 1), StandardCharsets.US_ASCII);
            two.chars().filter(each -> each >= ' ' && each < 0x7F).forEach(each -> text.append((char) each));
        }
        return text.toString().strip();
    }
}
