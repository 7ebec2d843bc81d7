// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	ots "github.com/aliyun/aliyun-tablestore-go-sdk/tablestore"
	"github.com/aliyun/aliyun-tablestore-go-sdk/tunnel"
	"go.uber.org/zap/zapcore"
)

// The endpoint ends in a slash, so that paths begin with two; the signatures are of paths with one.
var tunnels = tunnel.NewTunnelClient(endpoint+"/", instance, keyID, secret)

func createTunnel(table, name string, kind tunnel.TunnelType, config *tunnel.StreamTunnelConfig) string {
	return must(tunnels.CreateTunnel(&tunnel.CreateTunnelRequest{
		TableName: table, TunnelName: name, Type: kind, StreamTunnelConfig: config,
	})).TunnelId
}

func describeTunnel(table, name string) (*tunnel.DescribeTunnelResponse, error) {
	return tunnels.DescribeTunnel(&tunnel.DescribeTunnelRequest{TableName: table, TunnelName: name})
}

func refusedTunnel(err error, code string) *tunnel.TunnelError {
	var refusal *tunnel.TunnelError
	if !errors.As(err, &refusal) {
		fail("expected %s, but got %v", code, err)
	}
	equal(refusal.Code, code)
	return refusal
}

// consumed gathers what a worker is given.
type consumed struct {
	sync.Mutex
	keys   []any
	types  []tunnel.ActionType
	places []*tunnel.SequenceInfo
}

func (c *consumed) process(_ *tunnel.ChannelContext, records []*tunnel.Record) error {
	c.Lock()
	defer c.Unlock()
	for _, record := range records {
		c.keys = append(c.keys, record.PrimaryKey.PrimaryKeys[0].Value)
		c.types = append(c.types, record.Type)
		c.places = append(c.places, record.SequenceInfo)
	}
	return nil
}

func (c *consumed) count() int {
	c.Lock()
	defer c.Unlock()
	return len(c.keys)
}

// worker is a daemon whose heartbeats come every second.
func worker(id string, process func(*tunnel.ChannelContext, []*tunnel.Record) error) *tunnel.TunnelWorkerDaemon {
	silent := zapcore.AddSync(io.Discard)
	logger := must(tunnel.DefaultLogConfig.Build(tunnel.ReplaceLogCore(silent, tunnel.DefaultLogConfig)))
	return tunnel.NewTunnelDaemon(tunnels, id, &tunnel.TunnelWorkerConfig{
		HeartbeatInterval: time.Second,
		HeartbeatTimeout:  30 * time.Second,
		LogWriteSyncer:    silent,
		BackoffConfig:     &tunnel.ChannelBackoffConfig{MaxDelay: 200 * time.Millisecond},
		ProcessorFactory: &tunnel.SimpleProcessFactory{
			CpInterval:   200 * time.Millisecond,
			ProcessFunc:  process,
			ShutdownFunc: func(*tunnel.ChannelContext) {},
			Logger:       logger,
		},
	})
}

// await waits until a condition holds.
func await(what string, condition func() bool) {
	for deadline := time.Now().Add(40 * time.Second); !condition(); {
		if time.Now().After(deadline) {
			fail("never: %s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func fillTable(table string, rows int) {
	for i := 0; i < rows; i++ {
		must(put(table, key("pk", i), columns{"c", i}))
	}
}

var tunnelCases = []testCase{
	{"tunnels: created, listed, described, deleted", func() {
		table := create(tableRequest("tunnel_life", number("pk")))
		id := createTunnel(table, "tunnel", tunnel.TunnelTypeBaseStream, nil)
		described := must(describeTunnel(table, "tunnel"))
		equal(described.Tunnel.TunnelId, id)
		equal(described.Tunnel.TunnelType, "BaseAndStream")
		equal(described.Tunnel.Stage, "ProcessBaseData")
		equal(described.Tunnel.InstanceName, instance)
		equal(described.Tunnel.Expired, false)
		if age := time.Since(described.Tunnel.CreateTime); age < 0 || age > time.Minute {
			fail("created at %v", described.Tunnel.CreateTime)
		}
		equal(len(described.Channels), 1)
		equal(described.Channels[0].ChannelType, "BaseData")
		equal(described.Channels[0].ChannelStatus, "WAIT")
		equal(len(must(tunnels.ListTunnel(&tunnel.ListTunnelRequest{TableName: table})).Tunnels), 1)

		_, err := tunnels.CreateTunnel(&tunnel.CreateTunnelRequest{
			TableName: table, TunnelName: "tunnel", Type: tunnel.TunnelTypeStream})
		equal(refusedTunnel(err, tunnel.ErrCodeTunnelExist).TunnelId, id)

		must(tunnels.DeleteTunnel(&tunnel.DeleteTunnelRequest{TableName: table, TunnelName: "tunnel"}))
		_, err = describeTunnel(table, "tunnel")
		refusedTunnel(err, tunnel.ErrCodeParamInvalid)
	}},
	{"tunnels: consume points, and channels suspended, opened and resumed", func() {
		table := create(tableRequest("tunnel_schedule", number("pk")))
		id := createTunnel(table, "tunnel", tunnel.TunnelTypeStream, nil)
		channel := must(describeTunnel(table, "tunnel")).Channels[0].ChannelId
		rpo := must(tunnels.GetRpo(&tunnel.GetRpoRequest{TunnelId: id}))
		equal(string(rpo.RpoInfos[id][channel].ChannelTyp), "Stream")
		equal(rpo.TunnelRpoInfos[id].Status, "ProcessStream")
		for _, step := range []struct {
			channel *tunnel.ScheduleChannel
			status  string
		}{
			{tunnel.OpenChannel(channel), "OPEN"},
			{tunnel.SuspendChannel(channel), "CLOSING"},
			{tunnel.ResumeChannel(channel), "OPEN"},
			{tunnel.TerminateChannel(channel), "TERMINATED"},
		} {
			must(tunnels.Schedule(&tunnel.ScheduleRequest{
				TunnelId: id, Channels: []*tunnel.ScheduleChannel{step.channel}}))
			equal(must(describeTunnel(table, "tunnel")).Channels[0].ChannelStatus, step.status)
		}
	}},
	{"tunnels: a worker reads the rows and then follows the changes", func() {
		table := create(tableRequest("tunnel_worker", number("pk")))
		fillTable(table, 50)
		id := createTunnel(table, "tunnel", tunnel.TunnelTypeBaseStream, nil)
		got := new(consumed)
		daemon := worker(id, got.process)
		ended := make(chan error, 1)
		go func() { ended <- daemon.Run() }()
		await("the rows", func() bool { return got.count() == 50 })
		await("the next stage", func() bool {
			return must(describeTunnel(table, "tunnel")).Tunnel.Stage == "ProcessStream"
		})
		for i := 100; i < 110; i++ {
			must(put(table, key("pk", i), columns{"c", i}))
		}
		must(client.DeleteRow(&ots.DeleteRowRequest{DeleteRowChange: &ots.DeleteRowChange{
			TableName: table, PrimaryKey: key("pk", 100), Condition: &ots.RowCondition{}}}))
		await("the changes", func() bool { return got.count() == 61 })
		got.Lock()
		defer got.Unlock()
		var before int64
		for i := range got.keys {
			if i < 50 {
				equal(got.keys[i], int64(i))
				equal(got.places[i] == nil, true)
				continue
			}
			if got.places[i].Timestamp <= before {
				fail("place %v after %d", got.places[i], before)
			}
			before = got.places[i].Timestamp
		}
		equal(got.types[59], tunnel.AT_Put)
		equal(got.types[60], tunnel.AT_Delete)
		daemon.Close()
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			fail("the daemon does not end")
		}
	}},
	{"tunnels: a failing processor is given the same again", func() {
		table := create(tableRequest("tunnel_failing", number("pk")))
		fillTable(table, 5)
		id := createTunnel(table, "tunnel", tunnel.TunnelTypeBaseData, nil)
		got := new(consumed)
		failures := 1
		daemon := worker(id, func(ctx *tunnel.ChannelContext, records []*tunnel.Record) error {
			if failures > 0 {
				failures--
				return fmt.Errorf("as the test wants")
			}
			return got.process(ctx, records)
		})
		go daemon.Run()
		await("the rows", func() bool { return got.count() == 5 })
		await("the end", func() bool {
			return must(describeTunnel(table, "tunnel")).Channels[0].ChannelStatus == "TERMINATED"
		})
		daemon.Close()
	}},
	{"tunnels: an interval of the past ends with its last change", func() {
		table := create(tableRequest("tunnel_past", number("pk")))
		createTunnel(table, "switch_on", tunnel.TunnelTypeStream, nil)
		fillTable(table, 3)
		time.Sleep(5 * time.Millisecond)
		start := time.Now()
		fillTable(table, 2)
		time.Sleep(5 * time.Millisecond)
		end := time.Now()
		fillTable(table, 4)
		id := createTunnel(table, "tunnel", tunnel.TunnelTypeStream, &tunnel.StreamTunnelConfig{
			StartOffset: uint64(start.UnixNano()), EndOffset: uint64(end.UnixNano())})
		got := new(consumed)
		daemon := worker(id, got.process)
		go daemon.Run()
		await("the end", func() bool {
			return must(describeTunnel(table, "tunnel")).Channels[0].ChannelStatus == "TERMINATED"
		})
		equal(got.keys, []any{int64(0), int64(1)})
		daemon.Close()
	}},
	{"tunnels: a daemon ends when its tunnel is deleted, or never was", func() {
		table := create(tableRequest("tunnel_deleted", number("pk")))
		id := createTunnel(table, "tunnel", tunnel.TunnelTypeStream, nil)
		ended := make(chan error, 1)
		go func() { ended <- worker(id, new(consumed).process).Run() }()
		await("the worker", func() bool {
			return must(describeTunnel(table, "tunnel")).Channels[0].ClientId != ""
		})
		must(tunnels.DeleteTunnel(&tunnel.DeleteTunnelRequest{TableName: table, TunnelName: "tunnel"}))
		select {
		case err := <-ended:
			refusedTunnel(err, tunnel.ErrCodeParamInvalid)
		case <-time.After(20 * time.Second):
			fail("the daemon does not end")
		}
		refusedTunnel(worker("no-such-tunnel", new(consumed).process).Run(), tunnel.ErrCodeParamInvalid)
	}},
	{"tunnels: who has no right to them is told so", func() {
		stranger := tunnel.NewTunnelClient(endpoint, instance, keyID, "wrong")
		_, err := stranger.ListTunnel(&tunnel.ListTunnelRequest{})
		refusedTunnel(err, tunnel.ErrCodePermissionDenied)
	}},
}
