/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

class PahoLinkIT extends BrokerLinkContract {

    @Override
    MqttClients client() {
        return MqttClients.PAHO;
    }
}
