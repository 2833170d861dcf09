"""Script of the answer page: keeps an answer until it is delivered, reads the warning aloud, and makes it large.

The page is complete without it: an old browser, or one that refuses scripts, sends the form. What a person answered is
kept by the telephone and sent again until the server has taken it, and the page says in words how far that is: a
village on a poor link must never believe that it has answered when it has not. Nothing is loaded; the page's policy
lets exactly this text run, and lets it talk to nobody but the server that the page came from.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

#: Seconds after which an attempt counts as failed.
_PATIENCE: Final = 20

SCRIPT: Final = """
(function(){'use strict';
var $=function(id){return document.getElementById(id)},form=document.forms[0],key='fenghuo'+location.pathname,
waiting=null,pressed=null,busy=false,tries=0,timer=0,began=Date.now();
function kept(name){try{return localStorage.getItem(name)}catch(e){return null}}
function keep(name,value){try{if(value===null)localStorage.removeItem(name);else localStorage.setItem(name,value)}
catch(e){}}
function say(text,kind){var p=$('state');p.textContent=text;p.className='state '+kind;p.dataset.state=kind;
p.hidden=false;if(kind!=='sending'&&p.scrollIntoView)p.scrollIntoView({block:'nearest'})}
function clock(){var t=new Date();return t.getHours()+':'+('0'+t.getMinutes()).slice(-2)}
function called(one){return '“'+one.label+(one.headcount?'，'+one.headcount+' 人':'')+'”'}
function drop(){waiting=null;keep(key,null)}
function later(seconds,why){tries+=1;timer=setTimeout(send,seconds*1000);
say('还没有送出：'+why+'。'+called(waiting)+'已存在手机里，'+seconds+' 秒后自动重发（第 '+tries+
' 次）。请不要关闭本页；急事请直接打电话。','waiting')}
function send(){clearTimeout(timer);if(!waiting||busy)return;busy=true;var mine=waiting,
stop=window.AbortController?new AbortController():null,
given=setTimeout(function(){if(stop)stop.abort()},PATIENCE000);
say('正在送出'+called(mine)+'…','sending');
fetch(location.pathname,{method:'POST',cache:'no-store',signal:stop?stop.signal:undefined,
headers:{'content-type':'application/json'},
body:JSON.stringify({standing:mine.standing,headcount:mine.headcount,key:mine.key})}).then(function(r){return r.status},
function(){return 0}).then(function(status){clearTimeout(given);busy=false;
if(mine!==waiting){send();return}
if(status===201){drop();tries=0;say('已送达（'+clock()+'）：'+called(mine)+'。情况有变可再次答复。','done')}
else if(status===404){drop();say('没有记录：链接无效或叫应已结束。如仍需求助，请直接拨打值班电话或 119、110。','wrong')}
else if(status===422){drop();say('没有记录：人数请填数字。','wrong')}
else if(status===429)later(60,'操作过于频繁');
else later(Math.min(60,3*Math.pow(2,Math.min(tries,5))),status?'服务器忙':'网络不通')})}
function answer(){var count=form.headcount.value.trim();
if(!/^[0-9]{0,5}$/.test(count)){say('人数请填数字。','wrong');return}
waiting={standing:pressed.value,label:pressed.textContent,headcount:count,
key:form.key.value+'.'+Math.max(0,Date.now()-began)};tries=0;
keep(key,JSON.stringify(waiting));send()}
if(window.fetch&&window.Promise){
[].forEach.call(form.querySelectorAll('button'),function(b){b.addEventListener('click',function(){pressed=b})});
form.addEventListener('submit',function(e){if(!pressed)return;e.preventDefault();answer()});
addEventListener('online',function(){if(waiting)send()});
document.addEventListener('visibilitychange',function(){if(!document.hidden&&waiting)send()});
try{waiting=JSON.parse(kept(key))}catch(e){waiting=null}
if(waiting&&waiting.standing)send();else waiting=null}

var large=$('large');
function enlarge(on){document.documentElement.className=on?'large':'';large.setAttribute('aria-pressed',String(on));
large.textContent=on?'小字':'大字'}
large.addEventListener('click',function(){var on=document.documentElement.className!=='large';enlarge(on);
keep('fenghuo-large',on?'1':null)});
enlarge(kept('fenghuo-large')==='1');

var read=$('read'),voice=$('voice'),synth=window.speechSynthesis,left=0;
function mute(text){voice.textContent=text;voice.hidden=false}
function voiceOf(){var all=synth.getVoices(),zh=all.filter(function(v){return /^(zh|cmn)/i.test(v.lang)});
return zh.filter(function(v){return /CN|Hans|cmn/i.test(v.lang)})[0]||zh[0]||null}
function quiet(){left=0;read.textContent='\\u25b6 念给大家听';read.setAttribute('aria-pressed','false')}
function aloud(own){voice.hidden=true;synth.cancel();
var text=[].map.call($('say').querySelectorAll('p'),function(p){return p.textContent}).join('。'),
parts=(text.match(/[^。！？；]+[。！？；]?/g)||[]).filter(function(t){return t.trim()});
left=parts.length;read.textContent='\\u25a0 停止';read.setAttribute('aria-pressed','true');
parts.forEach(function(t){var u=new SpeechSynthesisUtterance(t);u.voice=own;u.lang=own.lang;u.rate=0.9;
u.onend=function(){left-=1;if(left<=0)quiet()};
u.onerror=function(e){if(e.error!=='canceled'&&e.error!=='interrupted'){quiet();mute('念不出来，请您自己念给大家听。')}};
synth.speak(u)})}
function none(){mute('这部手机没有中文语音，请您自己念给大家听。')}
read.addEventListener('click',function(){if(!synth||!window.SpeechSynthesisUtterance){none();return}
if(left>0){synth.cancel();quiet();return}
var own=voiceOf();if(own){aloud(own);return}
if(synth.getVoices().length){none();return}
var waited=setTimeout(function(){synth.onvoiceschanged=null;none()},1500);
synth.onvoiceschanged=function(){var found=voiceOf();if(!found)return;clearTimeout(waited);synth.onvoiceschanged=null;
aloud(found)}});
$('tools').hidden=false;

var due=$('due'),seconds=Number(due.dataset.left);
function tick(){var s=Math.round(seconds-(Date.now()-began)/1000);
if(s>0)due.textContent='还剩 '+Math.floor(s/60)+' 分 '+s%60+' 秒需答复';else{due.textContent='已过答复时限，请立即答复';
clearInterval(ticking)}}
var ticking=setInterval(tick,1000);if(seconds>0)tick();else clearInterval(ticking)
})();
""".replace("PATIENCE", str(_PATIENCE)).strip()

#: What a policy says to let exactly this script run.
SCRIPT_HASH: Final = f"'sha256-{base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()}'"
